import QtQuick
import Hud

Row {
    x: hud.deg(0.6)
    y: hud.deg(0.8)
    spacing: hud.deg(0.9)

    Card {
        width: hud.deg(7.4)
        icon: "calendar"
        title: "Planning"
        text: "Moved to 9:30, in the room by the garden"
    }
    Card {
        width: hud.deg(8)
        outlined: true
        colour: Theme.good
        title: "Lap 3 of 5"

        Meter {
            width: parent.width
            value: 62
            unit: "%"
            degrees: 0.8
        }
    }
}
