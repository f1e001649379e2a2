// The next manoeuvre: arrow, distance, instruction, and a hint of the one after. Two forms: `below` false sets the
// instruction beside the arrow, true under it, for panels that have no width to spare.
import QtQuick
import "text.js" as Fit

Item {
    id: card

    property var nav: null
    property bool below: false
    property int lines: 2
    // How many there may be where that keeps the street: set a little smaller, they take hardly more height.
    property int mostLines: lines
    // Kept free at the right of the first row, for what stands in the corner.
    property real reservePx: 0

    readonly property bool shown: nav !== null && nav.phase === "guiding"
    readonly property var manoeuvre: shown ? nav.manoeuvre : null
    readonly property var next: shown ? nav.following : null
    readonly property string instruction: manoeuvre ? Fit.oneLine(manoeuvre.instruction) : ""
    readonly property string street: manoeuvre ? Fit.oneLine(manoeuvre.street) : ""
    readonly property string distance: shown ? nav.distance : ""
    readonly property real since: shown ? nav.sinceS : 0
    readonly property real arrived: Theme.arrived(since, 0.2)

    readonly property real gap: Theme.px(0.5)
    readonly property real besideX: arrow.width + gap
    readonly property real wordsWidth: width - (below ? 0 : besideX)
    // How wide the parts of this instruction are: to shape a text takes longer than all else that is done with it.
    readonly property var widths: Fit.measured(instruction, body.font)
    readonly property var fullWidths: Fit.measured(instruction, full.font)
    readonly property real wanted: Fit.lineCount(instruction, wordsWidth - 2, Fit.once(fullWidths, text => full.advanceWidth(text)))
    // A word wider than the card is cut on any line.
    readonly property bool tight: wanted > lines && wanted < Infinity && mostLines > lines
    readonly property int allowed: tight ? mostLines : lines
    readonly property real rowWidth: Math.max(1, width - besideX - reservePx)

    objectName: "nav"
    visible: shown
    implicitHeight: below ? words.y + words.height : Math.max(arrow.height, words.y + words.height)

    FontMetrics {
        id: body
        font: words.font
    }
    FontMetrics {
        id: full
        font.family: "IBM Plex Sans"
        font.weight: Font.Medium
        font.pixelSize: Theme.px(Theme.bodyDeg)
    }
    FontMetrics {
        id: large
        font.family: "IBM Plex Sans"
        font.weight: Font.Medium
        font.pixelSize: Theme.px(Theme.distanceDeg)
    }

    Arrow {
        id: arrow
        objectName: "arrow"
        width: Theme.px(2.7)
        height: width
        opacity: 0.25 + 0.75 * card.arrived
        manoeuvre: card.manoeuvre
    }
    AngularText {
        id: distanceLabel
        objectName: "distance"
        x: card.besideX
        text: card.distance
        degrees: Theme.distanceDeg * Math.max(0.72, Math.min(1, card.rowWidth / large.advanceWidth(card.distance)))
    }
    Item {
        id: hint
        objectName: "following"

        readonly property real freeBeside: card.width - card.reservePx - distanceLabel.x - distanceLabel.width
                                           - card.gap

        readonly property bool fits: card.below ? hintText.x + hintText.width <= card.width - card.besideX :
                                                  hintText.x + hintText.width <= freeBeside

        visible: card.next !== null && fits
        x: card.below ? card.besideX : distanceLabel.x + distanceLabel.width + card.gap
        y: card.below ? Math.max(distanceLabel.height, arrow.height - height) : Math.round(
                            distanceLabel.baselineOffset - hintText.baselineOffset - hintText.y)
        width: hintText.x + hintText.width
        height: Math.max(hintText.height, hintArrow.height)

        Arrow {
            id: hintArrow
            objectName: "arrow"
            plain: true
            width: Theme.px(0.85)
            height: width
            y: Math.round((parent.height - height) / 2)
            strokePx: Theme.stroke * 0.7
            colour: Theme.secondary
            type: card.next ? card.next.type : "turn"
            modifier: card.next ? card.next.modifier : ""
            drivingSide: card.next ? card.next.drivingSide : "right"
            mode: card.next ? card.next.mode : ""
        }
        AngularText {
            id: hintText
            objectName: "distance"
            x: hintArrow.width + Theme.px(0.2)
            y: Math.round((parent.height - height) / 2)
            degrees: Theme.smallDeg
            color: Theme.secondary
            text: card.shown ? card.nav.followingDistance : ""
        }
    }
    AngularText {
        id: words
        objectName: "instruction"
        x: (card.below ? 0 : card.besideX) + Theme.px(0.25) * (1 - card.arrived) - (rightToLeft ? Math.floor(width - contentWidth) : 0)
        y: card.below ? Theme.px(0.1) + Math.max(arrow.height, hint.visible ? hint.y + hint.height : 0) :
                        distanceLabel.height
        // Lines that are read from the right begin below each other, and the longest reaches the left edge.
        readonly property bool rightToLeft: Fit.fromRight(text, "")
        width: card.wordsWidth
        horizontalAlignment: rightToLeft ? Text.AlignRight : Text.AlignLeft
        degrees: card.tight ? 0.72 : Theme.bodyDeg
        opacity: card.arrived
        wrapMode: Text.Wrap
        maximumLineCount: card.allowed
        elide: Text.ElideRight
        said: Fit.fitted(card.instruction, card.street, card.wordsWidth - 2, card.allowed, Fit.once(card.widths, text => body.advanceWidth(text)))
        text: Fit.phrased(said, card.instruction, card.street, card.wordsWidth - 2, Fit.once(card.widths, text => body.advanceWidth(text)), card.allowed)
        shortened: said !== card.instruction
    }
}
