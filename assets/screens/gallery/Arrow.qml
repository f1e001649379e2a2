import QtQuick
import Hud

Row {
    x: hud.deg(0.6)
    y: hud.deg(1)
    spacing: hud.deg(0.8)

    Arrow {
        modifier: "left"
        angleDeg: -90
        waysDeg: "0,90"
    }
    Arrow {
        type: "roundabout"
        modifier: "straight"
        exit: 2
        waysDeg: "90"
    }
    Arrow {
        modifier: "uturn"
    }
    Arrow {
        type: "arrive"
        modifier: "right"
    }
    Arrow {
        mode: "stairs"
    }
}
