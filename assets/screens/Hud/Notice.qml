// A message that came in: for a few seconds, at the top edge.
import QtQuick
import "text.js" as Fit

Item {
    id: box

    property var notice: null
    property int bodyLines: 2
    readonly property bool shown: notice !== null && (notice.title !== "" || notice.body !== "")
    readonly property string title: shown ? Fit.oneLine(notice.title) : ""
    readonly property string message: shown ? Fit.oneLine(notice.body) : ""
    readonly property real here: shown ? Math.min(Theme.arrived(notice.sinceS, 0.22), hud.ease(notice.leftS, 0.12)) : 0
    readonly property real textX: sign.width + Theme.px(0.4)

    objectName: "notice"
    visible: shown
    opacity: here
    implicitHeight: words.visible ? words.y + words.height : heading.height
    transform: Translate {
        y: -Theme.px(0.3) * (1 - box.here)
    }

    Icon {
        id: sign
        objectName: "sign"
        name: "message"
        colour: Theme.guidance
        strokePx: Theme.stroke * 0.8
        width: Theme.px(0.9)
        height: width
        y: (heading.height - (heading.lineCount - 1) * heading.lineHeight - height) / 2
    }
    AngularText {
        id: heading
        objectName: "title"
        x: box.textX
        width: box.width - x
        // A little smaller before it loses its end; rounded down, for a pixel too wide would take it.
        degrees: Math.floor(Theme.px(Theme.bodyDeg) * Math.max(0.8, Math.min(1, (width - 1) / named.advanceWidth(text)))) / hud.panel.pixelsPerDegree
        wrapMode: Text.WordWrap
        // A second line, unless the message itself takes all there are.
        maximumLineCount: Fit.lineCount(words.said, words.width - 2, text => metrics.advanceWidth(text)) < box.bodyLines ? 2 : 1
        elide: Text.ElideRight
        text: box.title || box.message
    }
    AngularText {
        id: words
        objectName: "body"
        visible: text !== "" && box.title !== ""
        x: box.textX
        y: heading.height
        width: box.width - x
        degrees: 0.7
        color: Theme.secondary
        wrapMode: Text.Wrap
        maximumLineCount: box.bodyLines - (heading.lineCount - 1)
        elide: Text.ElideRight
        said: Fit.clippedWords(box.message, width - 2, text => metrics.advanceWidth(text))
        text: Fit.balanced(said, width - 2, text => metrics.advanceWidth(text), maximumLineCount)
        shortened: said !== box.message
    }
    FontMetrics {
        id: named
        font.family: heading.font.family
        font.weight: Font.Medium
        font.pixelSize: Theme.px(Theme.bodyDeg)
    }
    FontMetrics {
        id: metrics
        font: words.font
    }
}
