// One speaker's words as they come in. Lines are broken by what their words will be when they are right, so none ever
// changes; the first stands at the top, the next below it, and with one more they roll up.
pragma ComponentBehavior: Bound
import QtQuick
import "text.js" as Fit

Item {
    id: voice

    // One of `hud.captions.voices`.
    property var said: null
    property bool named: true
    // Lines of the original above, and of the words themselves.
    property int above: 0
    property int most: 2
    property bool translated: false

    readonly property real sizeDeg: width < Theme.px(15) ? 0.74 : 0.84
    readonly property real arrived: Theme.arrived(said ? said.sinceS : 0, 0.15)

    visible: said !== null
    implicitHeight: visible ? lines.y + lines.height : 0

    component Rolled: AngularText {
        id: rolled

        // What comes in, its room, and the piece that was last when another speaker left: what had rolled away before
        // it stays away; -1 is none. One value, so that the lines are laid out once a frame.
        property var words: ({
                pieces: [],
                rooms: [],
                anchor: -1
            })
        property int most: 2
        property bool rightToLeft: false
        // The height is read so that another size is measured anew.
        readonly property var laid: metrics.height > 0 ? Fit.rolled(words.pieces, words.rooms, voice.width - 2,
                                                                    part => metrics.advanceWidth(part), most, words.anchor) :
                                                         []
        readonly property int kept: words.anchor < 0 ? most : Math.max(1, laid.length)
        readonly property FontMetrics measured: FontMetrics {
            id: metrics
            font.family: rolled.font.family
            font.weight: Font.Medium
            font.hintingPreference: Font.PreferNoHinting
            font.pixelSize: Theme.px(rolled.degrees)
        }
        // What some scripts draw under their last line.
        readonly property real under: Math.ceil(0.12 * font.pixelSize)
        // A taller face sets its letters lower in their line.
        readonly property real raised: Math.max(0, Math.round(metrics.ascent - 1.025 * font.pixelSize))

        width: voice.width
        height: visible ? kept * lineHeight + under + raised : 0
        readonly property real row: visible ? height - raised : 0
        opacity: voice.arrived
        horizontalAlignment: rightToLeft ? Text.AlignRight : Text.AlignLeft
        said: Fit.joined(laid)
        text: Fit.directed(laid, rightToLeft)
    }

    FontMetrics {
        id: nameMetrics
        font.family: name.font.family
        font.weight: Font.Medium
        font.pixelSize: Theme.px(Theme.smallDeg)
    }
    AngularText {
        id: name
        objectName: "speaker"
        font.family: Fit.face(text, "")
        y: -Math.max(0, Math.round(nameMetrics.ascent - 1.025 * font.pixelSize))
        width: parent.width
        visible: voice.named && text !== ""
        height: visible ? lineHeight : 0
        opacity: voice.arrived
        elide: Text.ElideRight
        degrees: Theme.smallDeg
        color: Theme.guidance
        horizontalAlignment: lines.rightToLeft || Fit.fromRight(text, "") ? Text.AlignRight : Text.AlignLeft
        text: voice.said ? voice.said.speaker : ""
    }
    Rolled {
        id: source
        objectName: "source"
        font.family: Fit.face("", hud.captions ? hud.captions.sourceLanguage : "")
        y: name.height - raised
        visible: voice.above > 0
        most: voice.above
        degrees: Theme.smallDeg
        color: Theme.secondary
        words: ({
                pieces: voice.said && visible ? voice.said.sourcePieces : [],
                rooms: voice.said && visible ? voice.said.sourceRooms : [],
                anchor: -1
            })
        rightToLeft: voice.said !== null && voice.said.sourceFromRight
    }
    Rolled {
        id: lines
        objectName: "lines"
        font.family: Fit.face("", hud.captions ? hud.captions.language : "")
        y: name.height + source.row - raised
        most: voice.most
        degrees: voice.sizeDeg
        readonly property bool awaited: voice.translated && voice.said !== null && voice.said.pieces.length === 0
        color: awaited ? Theme.otherWay : Theme.text
        words: ({
                pieces: voice.said ? voice.said.pieces : [],
                rooms: voice.said ? voice.said.rooms : [],
                anchor: voice.said ? voice.said.anchor : -1
            })
        rightToLeft: voice.said !== null && voice.said.fromRight
        text: awaited ? "…" : Fit.directed(laid, rightToLeft)
    }
}
