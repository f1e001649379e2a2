import QtQuick
import Hud

OffRouteCard {
    x: hud.deg(0.6)
    y: hud.deg(0.8)
    width: hud.panel.width - hud.deg(1.2)
    height: implicitHeight
    nav: hud.nav ? Object.assign({}, hud.nav, {
        phase: "off-route",
        offRoute: "40 m",
        backDeg: 120
    }) : null
}
