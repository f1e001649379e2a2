import QtQuick
import Hud

NavCard {
    x: hud.deg(0.6)
    y: hud.deg(0.8)
    width: hud.panel.width - hud.deg(1.2)
    height: implicitHeight
    nav: hud.nav
}
