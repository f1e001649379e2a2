// Where things may stand on any panel: clear of its edges, and on large panels within the angle that the eye turns to
// with ease. `form` says how much there is: "bands" has a top and a bottom with the middle free, a "strip" is wide and
// low, a "column" upright, square or narrow.
import QtQuick

Item {
    id: area

    readonly property real wideDeg: hud.panel.width / hud.panel.pixelsPerDegree
    readonly property real highDeg: hud.panel.height / hud.panel.pixelsPerDegree
    readonly property string form: highDeg < 9.3 && wideDeg / highDeg > 1.3 ? "strip" : wideDeg / highDeg < 1.25
                                                                              || wideDeg < 18 ? "column" : "bands"
    readonly property real marginX: Math.round(hud.panel.pixelsPerDegree * Math.max(0.55, (wideDeg - 32) / 2))
    readonly property real marginY: Math.round(hud.panel.pixelsPerDegree * Math.max(0.45, (highDeg - 19.2) / 2))

    x: marginX
    y: marginY
    width: hud.panel.width - 2 * marginX
    height: hud.panel.height - 2 * marginY
}
