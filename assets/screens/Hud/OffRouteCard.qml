// Away from the route: an arrow to where it is, a triangle and the words in amber, so that none of them has to say it
// alone.
import QtQuick
import QtQuick.Shapes
import "arrow.js" as Field
import "text.js" as Fit
import "words.js" as Words

Item {
    id: card

    property var nav: null
    property string title: Words.say("off", hud.language, "")
    // Height of what stands in the corner beside the sign, where the words must keep below it.
    property real cornerPx: 0
    readonly property bool shown: nav !== null && nav.phase === "off-route"
    readonly property real arrived: Theme.arrived(shown ? nav.sinceS : 0, 0.2)
    readonly property real textX: Theme.px(2.7) + Theme.px(0.5)

    objectName: "offRoute"
    visible: shown
    implicitHeight: Math.max(arrow.y + arrow.height, detail.y + detail.height)

    // As a compass needle: up is the way one goes.
    Shape {
        id: arrow
        objectName: "arrow"
        x: Theme.px(0.15)
        y: Theme.px(0.1)
        width: Theme.px(2.4)
        height: width
        opacity: 0.25 + 0.75 * card.arrived
        rotation: card.shown ? card.nav.backDeg : 0

        ShapePath {
            strokeColor: Theme.warning
            strokeWidth: Theme.stroke * 1.15
            fillColor: "transparent"
            capStyle: ShapePath.RoundCap
            joinStyle: ShapePath.RoundJoin
            PathSvg {
                path: Field.scaled("M50 90 L50 12 M22 40 L50 12 L78 40", arrow.width / 100)
            }
        }
    }
    Icon {
        id: sign
        objectName: "sign"
        x: card.textX
        y: card.cornerPx + Math.round((heading.lineHeight - height) / 2)
        name: "warning"
        colour: Theme.warning
        degrees: 0.95
        opacity: card.arrived
    }
    AngularText {
        id: heading
        objectName: "title"
        readonly property real full: metrics.advanceWidth(text)
        x: sign.x + sign.width + Theme.px(0.3)
        font.family: Fit.face(text, "")
        y: card.cornerPx - raised
        // A taller face sets its letters lower in their line.
        readonly property real raised: Math.max(0, Math.round(metrics.ascent * font.pixelSize / metrics.font.pixelSize - 1.025 * font.pixelSize))
        width: card.width - x
        // Rounded down, for a pixel too wide would take its end.
        degrees: Math.floor(Theme.px(1.1) * Math.max(0.65, Math.min(1, (width - 1) / full))) / hud.panel.pixelsPerDegree
        color: Theme.warning
        opacity: card.arrived
        elide: Text.ElideRight
        text: card.title
    }
    AngularText {
        id: detail
        objectName: "distance"
        x: card.textX
        font.family: heading.font.family
        y: card.cornerPx + Math.ceil(1.32 * heading.font.pixelSize) - Math.round(heading.raised * Theme.bodyDeg / 1.1)
        width: card.width - x
        degrees: Theme.bodyDeg
        opacity: card.arrived
        wrapMode: Text.WordWrap
        maximumLineCount: 2
        elide: Text.ElideRight
        readonly property string whole: card.shown ? Words.say("back", hud.language, card.nav.offRoute) : ""
        said: whole
        text: Fit.directed([whole], Fit.fromRight(whole, hud.language))
    }
    FontMetrics {
        id: metrics
        font.family: heading.font.family
        font.weight: Font.Medium
        font.pixelSize: Theme.px(1.1)
    }
}
