// A few words that belong together: an icon and a title, a text below it, and whatever is put inside. No surface
// behind them, for black is glass; a thin line to its left, or around it, holds them together.
import QtQuick
import "text.js" as Fit

Item {
    id: card

    property string title: ""
    property string text: ""
    property string icon: ""
    property color colour: Theme.guidance
    property int lines: 3
    property bool outlined: false
    // Seconds since it came up, such as hud.notice.sinceS: it fades in. Without one it is simply there.
    property real sinceS: Infinity
    default property alias content: inside.data
    readonly property real arrived: sinceS === Infinity ? 1 : Theme.arrived(sinceS, 0.2)
    readonly property real edge: Math.max(1, Math.round(Theme.stroke * 0.5))
    readonly property real inset: Theme.px(outlined ? 0.5 : 0.4) + edge
    readonly property real pad: outlined ? Theme.px(0.3) + edge : 0

    // As wide as its words; what is put inside takes its width from the card.
    implicitWidth: Math.min(Theme.px(12), hud.panel.width, inside.children.length > 0 ? Infinity : Math.ceil(
                                                                                            Math.max(heading.x + heading.implicitWidth,
                                                                                                     words.visible ? words.implicitWidth : 0)
                                                                                            + inset + pad + 1))
    implicitHeight: column.height + 2 * pad
    opacity: arrived

    Rectangle {
        objectName: "edge"
        width: card.outlined ? parent.width : card.edge
        height: parent.height
        radius: card.outlined ? Theme.px(0.3) : 0
        color: card.outlined ? "transparent" : card.colour
        border.width: card.outlined ? card.edge : 0
        border.color: card.colour
    }
    Column {
        id: column
        objectName: "~"
        x: card.inset
        y: card.pad
        width: card.width - card.inset - card.pad
        spacing: 0

        Item {
            objectName: "~"
            visible: card.title !== "" || card.icon !== ""
            width: parent.width
            height: heading.height

            Icon {
                id: sign
                objectName: "icon"
                visible: card.icon !== ""
                name: card.icon === "" ? "check" : card.icon
                colour: card.colour
                degrees: 0.8
                y: Math.round((parent.height - height) / 2)
            }
            AngularText {
                id: heading
                objectName: "title"
                x: sign.visible ? sign.width + Theme.px(0.3) : 0
                width: parent.width - x
                elide: Text.ElideRight
                text: Fit.oneLine(card.title)
            }
        }
        AngularText {
            id: words
            objectName: "text"
            visible: text !== ""
            width: parent.width
            degrees: 0.7
            color: Theme.secondary
            wrapMode: Text.Wrap
            maximumLineCount: card.lines
            elide: Text.ElideRight
            text: card.text
        }
        Column {
            id: inside
            objectName: "~"
            width: parent.width
            topPadding: children.length > 0 ? Theme.px(0.25) : 0
            spacing: Theme.px(0.4)
        }
    }
}
