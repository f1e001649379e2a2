import QtQuick
import Hud

Row {
    x: hud.deg(0.6)
    y: hud.deg(0.8)
    spacing: hud.deg(0.8)

    Meter {
        width: hud.deg(5.2)
        degrees: 0.95
        label: "Heart rate"
        icon: "heart"
        value: 118
        unit: "bpm"
        from: 50
        to: 190
        high: 165
    }
    Meter {
        width: hud.deg(5.2)
        degrees: 0.95
        label: "Too high"
        icon: "heart"
        value: 172
        unit: "bpm"
        from: 50
        to: 190
        high: 165
    }
    Meter {
        width: hud.deg(5.2)
        degrees: 0.95
        label: "Pace"
        icon: "speed"
        text: "5:31"
        unit: "/km"
        bar: false
    }
}
