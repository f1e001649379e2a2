pragma ComponentBehavior: Bound
// What is said: the translation bright at the bottom, the words themselves smaller and dimmer above it. Lines come
// broken at phrases and keep their breaks where they fit; a narrow panel sets them smaller, then breaks them anew (but
// not two speakers into one line), and gives up the original before it gives up a word of the translation.
import QtQuick
import "text.js" as Fit

Item {
    id: box

    property var captions: null
    property real maxHeight: Theme.px(4)
    readonly property bool shown: captions !== null && (captions.lines.length > 0 || captions.sourceLines.length > 0
                                                        || voices.length > 0)
    // Words as they come in, or two speakers at once, have a layout of their own.
    readonly property var voices: captions !== null ? captions.voices : []
    readonly property bool whole: shown && voices.length === 0
    readonly property string lines: whole ? captions.lines.join("\n") : ""
    readonly property string source: whole ? captions.sourceLines.join("\n") : ""
    readonly property string speaker: whole ? captions.speaker : ""
    readonly property real arrived: Theme.arrived(shown ? captions.sinceS : 0, 0.15)

    objectName: "captions"
    visible: shown
    implicitHeight: whole ? name.room + above.room + main.room : other.implicitHeight + gap + last.implicitHeight

    // What the voices have room for: first their words, then their names, then the original.
    readonly property bool translated: shown && captions.language !== captions.sourceLanguage
    readonly property int most: voices.length > 1 || maxHeight < Theme.px(2.3) ? 1 : 2
    readonly property real gap: voices.length > 1 ? Theme.px(0.12) : 0
    readonly property real forWords: voices.length * Theme.px((most + 0.2) * 1.05) + gap
    readonly property real forNames: voices.filter(voice => voice.speaker !== "").length * Theme.px(0.8)
    readonly property bool named: forWords + forNames <= maxHeight
    readonly property real spare: maxHeight - forWords - (named ? forNames : 0)
    // Of the original one line, the latest.
    readonly property int originals: translated && spare >= voices.length * Theme.px(0.9) ? 1 : 0

    function widest(text: string, metrics: var): real {
        return Math.max(1, ...text.split("\n").map(line => metrics.advanceWidth(line)));
    }
    // Share of the full size at which every line fits as it was broken; below `least` it is broken anew.
    function share(text: string, metrics: var): real {
        return Math.min(1, (width - 2) / widest(text, metrics));
    }
    // The text for lines of any width: speakers keep lines of their own where there are as many.
    function anew(text: string, most: int, metrics: var): string {
        const lines = text.split("\n");
        const measure = part => metrics.advanceWidth(part);
        const apart = Fit.hyphenated(Fit.turns(lines), width - 2, measure);
        const count = apart.split("\n").reduce((sum, line) => sum + Fit.lineCount(line, width - 2, measure), 0);
        return count <= most ? apart : Fit.hyphenated(Fit.joined(lines), width - 2, measure);
    }

    FontMetrics {
        id: mainMetrics
        font.family: "IBM Plex Sans"
        font.weight: Font.Medium
        font.pixelSize: Theme.px(0.84)
    }
    FontMetrics {
        id: anewMetrics
        font.family: "IBM Plex Sans"
        font.weight: Font.Medium
        font.pixelSize: Theme.px(0.74)
    }
    FontMetrics {
        id: aboveMetrics
        font.family: "IBM Plex Sans"
        font.weight: Font.Medium
        font.pixelSize: Theme.px(Theme.smallDeg)
    }

    Voice {
        id: other
        objectName: "other"
        anchors.bottom: last.top
        anchors.bottomMargin: box.gap
        width: box.width
        height: implicitHeight
        said: box.voices.length > 1 ? box.voices[0] : null
        named: box.named
        above: box.originals
        most: box.most
        translated: box.translated
    }
    Voice {
        id: last
        anchors.bottom: parent.bottom
        width: box.width
        height: implicitHeight
        said: box.voices.length > 0 ? box.voices[box.voices.length - 1] : null
        named: box.named
        above: box.originals
        most: box.most
        translated: box.translated
    }

    component Line: AngularText {
        id: line

        property bool wanted: true
        property bool rightToLeft: false
        // What some scripts draw under their line is kept clear of the letters below.
        readonly property real ink: baselineOffset + (lineCount - 1) * lineHeight + drawn.tightBoundingRect.y
                                    + drawn.tightBoundingRect.height
        readonly property real below: Math.max(0, Math.ceil(ink - implicitHeight))
        readonly property real needed: implicitHeight + below
        readonly property real room: wanted ? needed : 0

        visible: wanted
        height: wanted ? implicitHeight : 0
        width: box.width
        anchors.bottomMargin: wanted ? below : 0
        opacity: box.arrived
        horizontalAlignment: rightToLeft ? Text.AlignRight : Text.AlignLeft

        TextMetrics {
            id: drawn
            font: line.font
            text: line.text.replace(/\n/g, " ")
        }
    }

    Line {
        id: name
        objectName: "speaker"
        anchors.bottom: above.top
        wanted: text !== "" && needed + above.room + main.room <= box.maxHeight + 0.5
        elide: Text.ElideRight
        degrees: Theme.smallDeg
        color: Theme.guidance
        rightToLeft: Fit.fromRight(box.speaker, "")
        text: box.speaker
    }
    Line {
        id: above
        objectName: "source"

        readonly property int whole: Math.floor(Theme.px(Theme.smallDeg) * box.share(box.source, aboveMetrics))
        readonly property bool asBroken: whole >= Math.floor(0.6 * hud.panel.pixelsPerDegree)

        anchors.bottom: main.top
        wanted: box.source !== "" && needed + main.room <= box.maxHeight + 0.5
        degrees: asBroken ? whole / hud.panel.pixelsPerDegree : Theme.smallDeg
        color: Theme.secondary
        wrapMode: Text.Wrap
        rightToLeft: Fit.fromRight(box.source, box.shown ? box.captions.sourceLanguage : "")
        said: Fit.joined(box.source.split("\n"))
        text: Fit.directed((asBroken ? box.source : box.anew(box.source, 3, aboveMetrics)).split("\n"), rightToLeft)
    }
    Line {
        id: main
        objectName: "lines"
        wanted: box.whole

        readonly property real fit: box.share(box.lines, mainMetrics)
        readonly property bool asBroken: fit >= 0.84

        anchors.bottom: parent.bottom
        // Rounded down: a pixel too wide would break the line anew.
        degrees: asBroken ? Math.floor(Theme.px(0.84) * fit) / hud.panel.pixelsPerDegree : 0.74
        // Its line is kept while a translation is on its way, so that the original does not jump.
        color: box.lines === "" ? Theme.otherWay : Theme.text
        wrapMode: Text.Wrap
        maximumLineCount: Math.max(2, Math.floor(box.maxHeight / Theme.px(0.74 * 1.26)))
        elide: Text.ElideRight
        rightToLeft: Fit.fromRight(box.lines, box.shown ? box.captions.language : "")
        said: Fit.joined(box.lines.split("\n"))
        text: box.lines === "" ? "…" : Fit.directed((asBroken ? box.lines : box.anew(box.lines, maximumLineCount,
                                                                                    anewMetrics)).split("\n"), rightToLeft)
    }
}
