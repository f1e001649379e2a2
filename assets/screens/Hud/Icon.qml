// A line drawing by its name, sized in degrees: check, warning, message, heart and more.
import QtQuick
import QtQuick.Shapes
import "arrow.js" as Field

Shape {
    id: icon

    property string name: "check"
    property color colour: Theme.text
    property real degrees: 0.9
    // Thinner where it is small, or it would be a blot.
    property real strokePx: Theme.stroke * (width < Theme.px(1.6) ? 0.75 : 1)

    // Not the implicit size: a Shape sets that itself, by what it drew last.
    width: Theme.px(degrees)
    height: width

    ShapePath {
        strokeColor: icon.colour
        strokeWidth: icon.strokePx
        fillColor: "transparent"
        capStyle: ShapePath.RoundCap
        joinStyle: ShapePath.RoundJoin
        PathSvg {
            path: Field.scaled(Field.icon(icon.name), icon.width / 100)
        }
    }
}
