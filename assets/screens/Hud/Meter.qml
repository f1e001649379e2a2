// A quantity: icon, figure and unit, and a bar below them. Outside `low` and `high` it turns amber and takes a warning sign, so
// that colour never says it alone. Without a value it shows a dash.
import QtQuick

Item {
    id: meter

    // A number, or nothing yet: hud.values.heart_rate.
    property var value: null
    // Shown instead of the figure, such as "5:31"; the bar still follows the value.
    property string text: ""
    property bool bar: true
    property real from: 0
    property real to: 100
    property real low: -Infinity
    property real high: Infinity
    property int decimals: 0
    property string label: ""
    property string unit: ""
    // The name of an Icon; none where empty.
    property string icon: ""
    property color colour: Theme.guidance
    property real degrees: 1.1
    readonly property bool known: isNumber(value) && isFinite(value)
    readonly property bool outside: known && (value < low || value > high)
    readonly property color ink: outside ? Theme.warning : colour
    readonly property real share: known && to !== from ? Math.max(0, Math.min(1, (value - from) / (to - from))) : 0
    readonly property real thick: Math.max(3, Theme.px(0.22))
    readonly property real edge: Math.max(1, Math.round(Theme.stroke * 0.4))

    // Nothing yet is a dash; a text is a slip, and said to be one.
    function isNumber(given: var): bool {
        if (given !== null && given !== undefined && typeof given !== "number")
            throw new Error("Meter's value is a number, not '" + given + "'");
        return typeof given === "number";
    }

    implicitWidth: Math.max(Theme.px(6), row.width, name.visible ? name.implicitWidth : 0)
    implicitHeight: bar ? line.y + line.height : row.y + row.height

    AngularText {
        id: name
        objectName: "label"
        visible: text !== ""
        width: parent.width
        degrees: Theme.smallDeg
        color: Theme.secondary
        elide: Text.ElideRight
        text: meter.label
    }
    Row {
        id: row
        objectName: "~"
        y: name.visible ? name.height : 0
        spacing: Theme.px(0.25)

        Icon {
            objectName: "icon"
            visible: meter.icon !== ""
            anchors.verticalCenter: parent.verticalCenter
            name: meter.icon === "" ? "check" : meter.icon
            colour: meter.ink
            degrees: meter.degrees * 0.85
        }
        AngularText {
            id: figure
            objectName: "value"
            degrees: meter.degrees
            font.features: {
                "tnum": 1
            }
            text: meter.text !== "" ? meter.text : meter.known ? meter.value.toFixed(meter.decimals) : "–"
        }
        AngularText {
            objectName: "unit"
            visible: text !== ""
            anchors.baseline: figure.baseline
            degrees: Theme.smallDeg
            color: Theme.secondary
            text: meter.unit
        }
        Icon {
            objectName: "warning"
            visible: meter.outside
            anchors.verticalCenter: parent.verticalCenter
            name: "warning"
            colour: meter.ink
            degrees: meter.degrees * 0.7
        }
    }
    Rectangle {
        id: line
        objectName: "bar"
        visible: meter.bar
        y: row.y + row.height + Theme.px(0.1)
        width: parent.width
        height: meter.thick + 2 * meter.edge
        radius: height / 2
        color: "transparent"
        border.width: meter.edge
        border.color: Theme.otherWay

        Rectangle {
            objectName: "fill"
            visible: meter.share > 0
            height: parent.height
            width: Math.max(height, Math.round(parent.width * meter.share))
            radius: height / 2
            color: meter.ink
        }
    }
}
