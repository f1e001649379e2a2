import QtQuick
import Hud

Item {
    AngularText {
        x: hud.deg(0.6)
        y: hud.deg(1)
        text: "On the image plane"
    }
    Depth {
        metres: 0.7
        x: hud.deg(0.6)
        y: hud.deg(3)

        AngularText {
            text: "At arm's length, for the " + hud.eye + " eye"
        }
    }
}
