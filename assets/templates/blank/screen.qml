// What the glasses show: light on black, and black is glass. Everything is bound to `hud`, so that any moment can be
// drawn at once. Sizes are degrees of visual angle.
import QtQuick
import Hud

Item {
    id: screen

    // Pages need no memory: how often has there been a tap so far?
    readonly property int page: (hud.inputs.counts.tap || 0) % 2

    // Clear of the panel's edges, on every device.
    SafeArea {
        id: area

        Card {
            objectName: "task"
            width: Math.min(parent.width, hud.deg(11))
            title: hud.values.task
            text: screen.page === 0 ? "Tap for the next page" : "Page 2"
        }
        Meter {
            objectName: "level"
            anchors.bottom: parent.bottom
            label: "Level"
            unit: "%"
            high: 80
            value: hud.values.level
        }
        // A piece of the shipped screen; it is there while a notice is.
        Notice {
            anchors.right: parent.right
            anchors.bottom: parent.bottom
            width: Math.min(parent.width * 0.6, hud.deg(9))
            height: implicitHeight
            notice: hud.notice
        }
    }
}
