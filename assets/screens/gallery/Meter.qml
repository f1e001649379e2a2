import QtQuick
import Hud

Row {
    x: hud.deg(0.6)
    y: hud.deg(0.8)
    spacing: hud.deg(1)

    Meter {
        label: "Heart rate"
        icon: "heart"
        value: 118
        unit: "bpm"
        from: 50
        to: 190
        high: 165
    }
    Meter {
        label: "Too high"
        icon: "heart"
        value: 172
        unit: "bpm"
        from: 50
        to: 190
        high: 165
        degrees: 0.95
    }
    Meter {
        label: "No value yet"
        value: null
        unit: "%"
        width: hud.deg(3)
    }
}
