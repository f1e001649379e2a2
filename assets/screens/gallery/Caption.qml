import QtQuick
import Hud

Caption {
    x: hud.deg(0.6)
    y: hud.deg(7.2) - height
    width: hud.panel.width - hud.deg(1.2)
    maxHeight: hud.deg(6)
    captions: hud.captions
}
