// The end of the way: a ring with a tick, what the route says of it, and where it is.
import QtQuick
import "text.js" as Fit

Item {
    id: card

    property var nav: null
    // Height of what stands in the corner beside the sign, where the words must keep below it.
    property real cornerPx: 0
    readonly property bool shown: nav !== null && nav.phase === "arrived"
    readonly property string instruction: shown ? Fit.oneLine(nav.manoeuvre.instruction) : ""
    readonly property string place: shown ? Fit.oneLine(nav.manoeuvre.street || nav.street) : ""
    readonly property real arrived: Theme.arrived(shown ? nav.sinceS : 0, 0.25)
    readonly property real textX: Theme.px(2.7) + Theme.px(0.5)

    objectName: "arrival"
    visible: shown
    implicitHeight: Math.max(tick.height, where.visible ? where.y + where.height : words.y + words.height)

    FontMetrics {
        id: body
        font: words.font
    }
    Icon {
        id: tick
        objectName: "tick"
        x: Theme.px(0.15)
        name: "check"
        colour: Theme.good
        width: Theme.px(2.4)
        height: width
        opacity: card.arrived
        scale: 0.8 + 0.2 * card.arrived
    }
    AngularText {
        id: words
        objectName: "instruction"
        x: card.textX - (rightToLeft ? Math.floor(width - contentWidth) : 0)
        // A taller face sets its letters lower in their line.
        readonly property real raised: Math.max(0, Math.round(body.ascent - 1.025 * font.pixelSize))
        readonly property real room: card.width - card.textX
        readonly property real begins: Math.max(card.cornerPx, where.visible || lineCount > 1 ? 0 : Math.round(
                                                                                                (tick.height - height) / 2))
        // Lines that are read from the right begin below each other, and the longest reaches the left edge.
        readonly property bool rightToLeft: Fit.fromRight(text, "")
        font.family: Fit.face(card.instruction, "")
        y: begins - raised
        width: room
        horizontalAlignment: rightToLeft ? Text.AlignRight : Text.AlignLeft
        color: Theme.good
        wrapMode: Text.Wrap
        maximumLineCount: 3
        elide: Text.ElideRight
        said: Fit.fitted(card.instruction, card.place, room - 2, 3, text => body.advanceWidth(text))
        text: Fit.balanced(said, room - 2, text => body.advanceWidth(text), 3)
        shortened: said !== card.instruction
    }
    AngularText {
        id: where
        objectName: "place"
        visible: text !== "" && !card.instruction.includes(text)
        x: card.textX
        y: words.begins + Math.max(words.height - 2 * words.raised, words.lineCount * words.lineHeight + (words.raised > 0 ? Math.round(0.12 * words.font.pixelSize) : 0))
        width: card.width - x
        degrees: Theme.smallDeg
        color: Theme.secondary
        elide: Text.ElideRight
        text: card.place
    }
}
