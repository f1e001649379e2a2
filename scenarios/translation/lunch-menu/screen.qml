// Translations beside the lines of a printed card. The card's corners are tracked values; where a line of it is follows
// from them as perspective has it.
pragma ComponentBehavior: Bound

import QtQuick
import Hud

Item {
    id: screen

    readonly property int chosen: Math.min(Math.max((hud.inputs.counts["swipe-down"] || 0) - (hud.inputs.counts["swipe-up"] || 0), 0), 6)
    readonly property bool ordered: (hud.inputs.counts.tap || 0) > 0

    // Top and bottom of each line, and where it ends, as shares of the card.
    readonly property var dishes: [
        {
            name: "Onion soup",
            more: "usually with bread and melted cheese",
            price: "8.50",
            top: 0.265,
            bottom: 0.301
        },
        {
            name: "Egg with mayonnaise",
            more: "cold, boiled hard",
            price: "6.00",
            top: 0.322,
            bottom: 0.359
        },
        {
            name: "Roast chicken, chips",
            more: "",
            price: "15.00",
            top: 0.469,
            bottom: 0.506
        },
        {
            name: "Mussels in white wine",
            more: "shellfish; with shallots and parsley",
            price: "16.50",
            top: 0.526,
            bottom: 0.563
        },
        {
            name: "Leek tart",
            more: "no meat; milk and egg",
            price: "12.00",
            top: 0.584,
            bottom: 0.62
        },
        {
            name: "Caramel custard",
            more: "",
            price: "6.50",
            top: 0.731,
            bottom: 0.767
        },
        {
            name: "Apple tart",
            more: "",
            price: "7.00",
            top: 0.788,
            bottom: 0.824
        }
    ]

    // The perspective that takes the unit square to the four corners (Heckbert, "Fundamentals of Texture Mapping", 1989).
    readonly property var view: {
        const v = hud.values;
        const x = [v.upper_left_x, v.upper_right_x, v.lower_right_x, v.lower_left_x];
        const y = [v.upper_left_y, v.upper_right_y, v.lower_right_y, v.lower_left_y];
        const sx = x[0] - x[1] + x[2] - x[3], sy = y[0] - y[1] + y[2] - y[3];
        const ax = x[1] - x[2], ay = y[1] - y[2], bx = x[3] - x[2], by = y[3] - y[2];
        const g = (sx * by - bx * sy) / (ax * by - bx * ay), h = (ax * sy - sx * ay) / (ax * by - bx * ay);
        return [x[1] - x[0] + g * x[1], x[3] - x[0] + h * x[3], x[0], y[1] - y[0] + g * y[1], y[3] - y[0] + h * y[3], y[0], g, h];
    }

    // Panel pixels of a place on the card.
    function at(across: real, down: real): point {
        const m = screen.view, w = m[6] * across + m[7] * down + 1;
        return Qt.point(screen.width / 2 + hud.deg((m[0] * across + m[1] * down + m[2]) / w), screen.height / 2 - hud.deg((m[3] * across + m[4] * down + m[5]) / w));
    }

    // How far the Depth below moves what is in it, in each eye to its own side.
    readonly property real shift: hud.panel.parallax / 2 * (1 / hud.panel.imageMetres - 0.001)
    // Where the card about the chosen dish begins.
    readonly property real more: card.y - hud.deg(0.2)

    // The end `a` of a line to `b`, moved along it to where it is on the display.
    function inside(a: point, b: point): point {
        const least = shift + 2, most = width - shift - 2;
        const x = Math.min(Math.max(a.x, least), most);
        return Qt.point(x, a.y + (b.y - a.y) * (x - a.x) / (b.x - a.x));
    }

    visible: hud.status.worn

    Depth {
        // As far as the footage, which has no depth.
        metres: 1000
        anchors.fill: parent

        Repeater {
            model: screen.dishes

            AngularText {
                id: dish

                required property var modelData
                required property int index
                readonly property bool here: dish.index === screen.chosen
                readonly property point edge: screen.at(1.03, (dish.modelData.top + dish.modelData.bottom) / 2)

                objectName: "dish-" + (index + 1)
                // Beside its line; gone where it would be cut off at the rim of the display, or has a notice on it.
                visible: x > screen.shift && x + width < screen.width - screen.shift && y > 0 && y + height < screen.more && (hud.notice === null || y > note.y + note.height || y + height < note.y)
                x: dish.edge.x + hud.deg(0.5)
                y: dish.edge.y - dish.height / 2
                degrees: dish.here ? 0.85 : 0.72
                color: dish.here ? Theme.text : Theme.status
                text: dish.modelData.name
            }
        }
        // What is chosen: a line below it that leads to its translation.
        Rectangle {
            readonly property real down: screen.dishes[screen.chosen].bottom + 0.004
            readonly property point a: screen.inside(screen.at(0.11, down), screen.at(1.03, down))
            readonly property point b: screen.inside(screen.at(1.03, down), screen.at(0.11, down))

            objectName: "line"
            visible: Math.min(a.y, b.y) > 0 && Math.max(a.y, b.y) < screen.more
            x: a.x
            y: a.y
            width: Math.hypot(b.x - a.x, b.y - a.y)
            height: Theme.stroke
            transformOrigin: Item.TopLeft
            rotation: Math.atan2(b.y - a.y, b.x - a.x) * 180 / Math.PI
            antialiasing: true
            color: Theme.guidance
        }
        Card {
            id: card
            objectName: "more"

            readonly property var dish: screen.dishes[screen.chosen]
            // On a display too narrow for the name beside its line, here.
            readonly property bool named: screen.at(1.03, (dish.top + dish.bottom) / 2).x + hud.deg(8) > screen.width - screen.shift

            x: Math.max(screen.shift + hud.deg(0.4), Math.min(screen.at(1.03, 0.9).x + hud.deg(0.5), screen.width - width - screen.shift - hud.deg(0.4)))
            y: screen.height - height - Math.min(hud.deg(0.8), screen.height / 16)
            width: Math.min(hud.deg(named ? 12 : 9), screen.width - 2 * screen.shift - hud.deg(0.8))
            icon: screen.ordered ? "check" : ""
            colour: screen.ordered ? Theme.good : Theme.guidance
            title: named ? dish.name : (screen.ordered ? "Ordered · " : "") + "€" + dish.price
            text: (named ? (screen.ordered ? "Ordered · " : "") + "€" + dish.price + (dish.more ? ", " : "") : "") + dish.more
        }
        Notice {
            id: note
            x: Math.max(screen.shift + hud.deg(0.4), Math.min(screen.at(1.03, 0.1).x + hud.deg(0.5), screen.width - width - screen.shift - hud.deg(0.4)))
            y: Math.max(hud.deg(0.5), Math.min(screen.at(1.03, 0.1).y, screen.height - height))
            width: Math.min(hud.deg(11), screen.width - 2 * screen.shift - hud.deg(0.8))
            height: implicitHeight
            notice: hud.notice
        }
    }
}
