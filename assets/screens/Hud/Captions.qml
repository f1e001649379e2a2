// What is said: the translation bright at the bottom, the words themselves smaller and dimmer above it. Lines come
// broken at phrases and keep their breaks where they fit; a narrow panel sets them smaller, then breaks them anew,
// and gives up the original before it gives up a word of the translation.
import QtQuick
import "text.js" as Fit

Item {
    id: box

    property var captions: null
    property real maxHeight: Theme.px(4)
    readonly property bool shown: captions !== null && (captions.lines.length > 0 || captions.sourceLines.length > 0)
    readonly property string lines: shown ? captions.lines.join("\n") : ""
    readonly property string source: shown ? captions.sourceLines.join("\n") : ""
    readonly property string speaker: shown ? captions.speaker : ""
    readonly property real arrived: hud.ease(shown ? captions.sinceS : 0, 0.15)

    objectName: "captions"
    visible: shown
    implicitHeight: name.height + above.height + main.height

    function widest(text: string, metrics: var): real {
        return Math.max(1, ...text.split("\n").map(line => metrics.advanceWidth(line)));
    }
    // Share of the full size at which every line fits as it was broken; below `least` it is broken anew.
    function share(text: string, metrics: var): real {
        return Math.min(1, (width - 2) / widest(text, metrics));
    }

    FontMetrics {
        id: mainMetrics
        font.family: "IBM Plex Sans"
        font.weight: Font.Medium
        font.pixelSize: Theme.px(0.84)
    }
    FontMetrics {
        id: aboveMetrics
        font.family: "IBM Plex Sans"
        font.weight: Font.Medium
        font.pixelSize: Theme.px(Theme.smallDeg)
    }

    Label {
        id: name
        objectName: "speaker"
        anchors.bottom: above.top
        visible: text !== "" && implicitHeight + above.height + main.height <= box.maxHeight + 0.5
        height: visible ? implicitHeight : 0
        width: box.width
        elide: Text.ElideRight
        degrees: Theme.smallDeg
        color: Theme.guidance
        opacity: box.arrived
        text: box.speaker
    }
    Label {
        id: above
        objectName: "source"

        readonly property int whole: Math.floor(Theme.px(Theme.smallDeg) * box.share(box.source, aboveMetrics))
        readonly property bool asBroken: whole >= Math.floor(0.6 * hud.panel.pixelsPerDegree)
        readonly property bool fits: implicitHeight + main.height <= box.maxHeight + 0.5

        anchors.bottom: main.top
        visible: box.source !== "" && fits
        height: visible ? implicitHeight : 0
        width: box.width
        degrees: asBroken ? whole / hud.panel.pixelsPerDegree : Theme.smallDeg
        color: Theme.secondary
        opacity: box.arrived
        wrapMode: Text.Wrap
        said: Fit.joined(box.source.split("\n"))
        text: asBroken ? box.source : Fit.joined(box.source.split("\n"))
    }
    Label {
        id: main
        objectName: "lines"

        readonly property real fit: box.share(box.lines, mainMetrics)
        readonly property bool asBroken: fit >= 0.84

        anchors.bottom: parent.bottom
        width: box.width
        // Rounded down: a pixel too wide would break the line anew.
        degrees: asBroken ? Math.floor(Theme.px(0.84) * fit) / hud.panel.pixelsPerDegree : 0.74
        // Its line is kept while a translation is on its way, so that the original does not jump.
        color: box.lines === "" ? Theme.otherWay : Theme.text
        opacity: box.arrived
        wrapMode: Text.Wrap
        maximumLineCount: Math.max(2, Math.floor(box.maxHeight / Theme.px(0.74 * 1.26)))
        elide: Text.ElideRight
        said: Fit.joined(box.lines.split("\n"))
        text: box.lines === "" ? "…" : asBroken ? box.lines : Fit.joined(box.lines.split("\n"))
    }
}
