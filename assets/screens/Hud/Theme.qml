pragma Singleton
// Light by meaning. What is second is told by its size more than by its light: a sunlit wall behind it takes grey at half
// strength away. A panel of one colour makes the same order with brightness: codes in steps of 17, which a panel of
// 16 levels shows exactly.
import QtQuick

QtObject {
    readonly property bool mono: hud.panel.mono

    readonly property color text: mono ? "#ffffff" : "#f4f6f8"
    readonly property color secondary: mono ? "#dddddd" : "#e0e7ef"
    readonly property color status: mono ? "#cccccc" : "#cbd3dd"
    // #79acfe in hue, lighter, for the same reason.
    readonly property color guidance: mono ? "#ffffff" : "#a8c9ff"
    readonly property color otherWay: mono ? "#666666" : "#55657d"
    readonly property color good: mono ? "#ffffff" : "#58ffa5"
    readonly property color warning: mono ? "#ffffff" : "#ffc24b"
    readonly property color danger: mono ? "#ffffff" : "#ff8981"

    // Sizes of type in degrees of visual angle.
    readonly property real distanceDeg: 1.4
    readonly property real bodyDeg: 0.8
    readonly property real smallDeg: 0.64
    // The one stroke of arrows and glyphs.
    readonly property real strokeDeg: 0.13

    function px(degrees: real): int {
        return Math.max(1, Math.round(degrees * hud.panel.pixelsPerDegree));
    }

    // How far something has arrived, 0 to 1. What the scenario begins with is simply there.
    function arrived(sinceS: real, duration: real): real {
        return sinceS > hud.t - 0.001 ? 1 : hud.ease(sinceS, duration);
    }

    readonly property real stroke: Math.max(1.6, strokeDeg * hud.panel.pixelsPerDegree)
}
