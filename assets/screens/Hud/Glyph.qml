// A line drawing by name: check, warning, lost, late, message, ferry, stairs, lift.
import QtQuick
import QtQuick.Shapes
import "arrow.js" as Field

Shape {
    id: glyph

    property string name: "check"
    property color colour: Theme.text
    property real strokePx: Theme.stroke

    implicitWidth: Theme.px(0.9)
    implicitHeight: implicitWidth

    ShapePath {
        strokeColor: glyph.colour
        strokeWidth: glyph.strokePx
        fillColor: "transparent"
        capStyle: ShapePath.RoundCap
        joinStyle: ShapePath.RoundJoin
        PathSvg {
            path: Field.scaled(Field.GLYPHS[glyph.name] || "", glyph.width / 100)
        }
    }
}
