import QtQuick
import Hud

Row {
    x: hud.deg(0.6)
    y: hud.deg(1.2)
    spacing: hud.deg(1.2)

    DistanceText {
        distance: hud.nav ? hud.nav.distance : "180 m"
    }
    DistanceText {
        metres: 1234
    }
    DistanceText {
        metres: 90
        imperial: true
        colour: Theme.guidance
    }
}
