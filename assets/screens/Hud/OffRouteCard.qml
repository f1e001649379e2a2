// Away from the route: amber, a triangle and the words, so that none of them has to say it alone.
import QtQuick

Item {
    id: card

    property var nav: null
    property string title: "Off route"
    // Height of what stands in the corner beside the sign, where the words must keep below it.
    property real cornerPx: 0
    readonly property bool shown: nav !== null && nav.phase === "off-route"
    readonly property real arrived: Theme.arrived(shown ? nav.sinceS : 0, 0.2)
    readonly property bool miles: shown && /\b(mi|ft)\b/.test(nav.distance + " " + nav.remaining)
    readonly property real textX: Theme.px(2.7) + Theme.px(0.5)

    // In steps of ten: a figure that jitters with the position says nothing more.
    function away(metres: real): string {
        if (miles) {
            const feet = Math.max(50, Math.round(metres / 0.3048 / 50) * 50);
            return feet < 1000 ? feet + " ft" : (feet / 5280).toFixed(1) + " mi";
        }
        const steps = Math.max(10, Math.round(metres / 10) * 10);
        return steps < 1000 ? steps + " m" : (steps / 1000).toFixed(1) + " km";
    }

    objectName: "offRoute"
    visible: shown
    implicitHeight: Math.max(sign.height, detail.y + detail.height)

    Icon {
        id: sign
        objectName: "sign"
        x: Theme.px(0.15)
        name: "warning"
        colour: Theme.warning
        width: Theme.px(2.4)
        height: width
        opacity: card.arrived
    }
    AngularText {
        id: heading
        objectName: "title"
        x: card.textX
        y: card.cornerPx
        degrees: 1.1
        color: Theme.warning
        text: card.title
    }
    AngularText {
        id: detail
        objectName: "distance"
        x: card.textX
        y: heading.y + heading.height
        width: card.width - x
        degrees: Theme.bodyDeg
        wrapMode: Text.WordWrap
        maximumLineCount: 2
        elide: Text.ElideRight
        text: card.shown ? card.away(card.nav.offRouteM) + " from the route" : ""
    }
}
