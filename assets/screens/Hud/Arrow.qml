// A manoeuvre as an arrow: the way taken bright, the junction's other ways dim, a destination as a ring.
import QtQuick
import QtQuick.Shapes
import "arrow.js" as Field

Item {
    id: arrow

    // One of guidance, hud.nav.manoeuvre; or nothing, and what is below is given by itself.
    property var manoeuvre: null
    property string type: manoeuvre ? manoeuvre.type : "turn"
    property string modifier: manoeuvre ? manoeuvre.modifier : ""
    property real angleDeg: manoeuvre ? manoeuvre.angleDeg : 0
    // Comma-separated, so that an equal list is no change.
    property string waysDeg: manoeuvre ? manoeuvre.waysDeg.join(",") : ""
    property string drivingSide: manoeuvre ? manoeuvre.drivingSide : "right"
    property string mode: manoeuvre ? manoeuvre.mode : ""
    property int exit: manoeuvre && manoeuvre.exit ? manoeuvre.exit : 0
    property real strokePx: Theme.stroke
    property color colour: Theme.guidance
    // Small arrows leave out what would only be a smudge.
    property bool plain: false

    readonly property var drawn: Field.strokes({
                                                   type: type,
                                                   modifier: modifier,
                                                   angle: angleDeg,
                                                   ways: plain || waysDeg === "" ? [] : waysDeg.split(",").map(Number),


                                                   leftHand: drivingSide === "left",
                                                   exit: exit > 0 ? exit : null,
                                                   mode: mode
                                               })
    readonly property real unit: width / 100

    implicitWidth: Theme.px(2.7)
    implicitHeight: implicitWidth

    Shape {
        objectName: "ways"
        anchors.fill: parent
        visible: arrow.drawn.dim !== "" && (!arrow.plain || arrow.drawn.ring === true)
        ShapePath {
            strokeColor: Theme.otherWay
            strokeWidth: arrow.strokePx
            fillColor: "transparent"
            capStyle: ShapePath.RoundCap
            joinStyle: ShapePath.RoundJoin
            PathSvg {
                path: Field.scaled(arrow.drawn.dim, arrow.unit)
            }
        }
    }
    Shape {
        objectName: "way"
        anchors.fill: parent
        ShapePath {
            strokeColor: arrow.colour
            strokeWidth: arrow.strokePx * 1.15
            fillColor: "transparent"
            capStyle: ShapePath.RoundCap
            joinStyle: ShapePath.RoundJoin
            PathSvg {
                path: Field.scaled(arrow.drawn.bright, arrow.unit)
            }
        }
    }
    Shape {
        objectName: "destination"
        anchors.fill: parent
        visible: !!arrow.drawn.good
        ShapePath {
            strokeColor: Theme.good
            strokeWidth: arrow.strokePx
            fillColor: "transparent"
            PathSvg {
                path: Field.scaled(arrow.drawn.good || "", arrow.unit)
            }
        }
    }
    AngularText {
        objectName: "exit"
        visible: arrow.drawn.number !== null && !arrow.plain
        text: arrow.drawn.number !== null ? arrow.drawn.number : ""
        degrees: Theme.smallDeg
        color: Theme.text
        x: 50 * arrow.unit - width / 2
        y: 49 * arrow.unit - height / 2
    }
}
