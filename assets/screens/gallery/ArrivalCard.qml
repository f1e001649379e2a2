import QtQuick
import Hud

ArrivalCard {
    x: hud.deg(0.6)
    y: hud.deg(0.8)
    width: hud.panel.width - hud.deg(1.2)
    height: implicitHeight
    nav: hud.nav ? Object.assign({}, hud.nav, {
        phase: "arrived",
        manoeuvre: Object.assign({}, hud.nav.manoeuvre, {
            instruction: "You have arrived, on the left",
            street: "Mill Lane 4"
        })
    }) : null
}
