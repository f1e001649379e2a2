import QtQuick
import Hud

OffRouteCard {
    x: hud.deg(0.6)
    y: hud.deg(0.8)
    width: hud.panel.width - hud.deg(1.2)
    height: implicitHeight
    nav: hud.nav ? Object.assign({}, hud.nav, {
        phase: "off-route",
        offRouteM: 40
    }) : null
}
