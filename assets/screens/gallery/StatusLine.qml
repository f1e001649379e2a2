import QtQuick
import Hud

StatusLine {
    x: hud.panel.width - width - hud.deg(0.6)
    y: hud.deg(0.8)
    width: implicitWidth
    height: implicitHeight
    status: hud.status
    trip: hud.nav ? hud.nav.remainingTime : ""
}
