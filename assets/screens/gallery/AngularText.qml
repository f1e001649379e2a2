import QtQuick
import Hud

Column {
    x: hud.deg(0.6)
    y: hud.deg(0.6)

    AngularText {
        degrees: 1.4
        text: "1.4° for a figure"
    }
    AngularText {
        text: "0.8° for what is read"
    }
    AngularText {
        arcminutes: 38
        color: Theme.secondary
        text: "38 arcminutes for what is second, 请 العربية"
    }
}
