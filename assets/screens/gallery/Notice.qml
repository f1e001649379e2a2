import QtQuick
import Hud

Notice {
    x: hud.deg(0.6)
    y: hud.deg(0.8)
    width: hud.deg(14)
    height: implicitHeight
    notice: hud.notice
}
