import QtQuick
import Hud

Item {
    Rectangle {
        anchors.fill: area
        color: "transparent"
        border.color: Theme.otherWay
    }
    SafeArea {
        id: area

        AngularText {
            anchors.centerIn: parent
            text: "Safe area of a " + area.form
        }
        Icon {
            anchors.right: parent.right
            name: "sun"
        }
    }
}
