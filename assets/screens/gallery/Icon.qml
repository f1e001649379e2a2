import QtQuick
import Hud

Grid {
    x: hud.deg(0.7)
    y: hud.deg(0.7)
    columns: 10
    spacing: hud.deg(0.45)

    Repeater {
        model: ["check", "warning", "lost", "late", "message", "speaker", "heart", "timer", "speed", "bolt", "height", "pin", "microphone", "phone", "calendar", "sun", "ferry", "stairs", "lift"]

        Icon {
            required property string modelData

            degrees: 1.2
            name: modelData
        }
    }
}
