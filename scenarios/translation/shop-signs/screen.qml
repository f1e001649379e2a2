// What shop signs mean, below each, wherever it is in the view; what the one nearest to the middle is called aloud.
pragma ComponentBehavior: Bound

import QtQuick
import Hud

Item {
    id: screen

    // Where the Chinese name is: the middle of its lower edge, from the tracker. Half its width, and how much higher its
    // right end is than its left one, degrees, have been measured once: the signs stand still.
    readonly property var signs: [
        {
            az: hud.values.flowers_az,
            el: hud.values.flowers_el,
            half: 0.87,
            rise: -0.4,
            below: 0.3,
            name: "Flower shop",
            say: "huādiàn",
            parts: "花 flower · 店 shop"
        },
        {
            az: hud.values.bakery_az,
            el: hud.values.bakery_el,
            half: 1.06,
            rise: 0,
            below: 0.3,
            name: "Bakery",
            say: "miànbāodiàn",
            parts: "面包 bread · 店 shop"
        },
        {
            az: hud.values.cafe_az,
            el: hud.values.cafe_el,
            half: 0.96,
            rise: 0.41,
            below: 0.3,
            name: "Coffee house",
            say: "kāfēiguǎn",
            parts: "咖啡 coffee · 馆 house"
        }
    ]
    readonly property int looked: {
        let best = 0;
        for (let k = 1; k < signs.length; k++)
            if (Math.abs(signs[k].az) < Math.abs(signs[best].az))
                best = k;
        return best;
    }

    // How far the Depth below moves what is in it, in each eye to its own side.
    readonly property real shift: hud.panel.parallax / 2 * (1 / hud.panel.imageMetres - 0.001)

    // Panel pixels of a direction: the display is a plane, on which equal angles are longer towards its rim.
    function at(az: real, el: real): point {
        const right = az * Math.PI / 180, up = el * Math.PI / 180;
        return Qt.point(screen.width / 2 + hud.deg(Math.tan(right) * 180 / Math.PI), screen.height / 2 - hud.deg(Math.tan(up) / Math.cos(right) * 180 / Math.PI));
    }

    visible: hud.status.worn

    Depth {
        // As far as the footage, which has no depth.
        metres: 1000
        anchors.fill: parent

        Repeater {
            model: 3

            Item {
                id: sign

                required property int index
                readonly property var seen: screen.signs[index]
                readonly property bool here: index === screen.looked
                readonly property point a: screen.at(seen.az - seen.half, seen.el - seen.rise / 2)
                readonly property point b: screen.at(seen.az + seen.half, seen.el + seen.rise / 2)
                // Gone before its name is at the rim of the display, as each eye sees it.
                readonly property real rim: Math.min(name.x, a.x, screen.width - name.x - name.width, screen.width - b.x) - screen.shift
                readonly property real edge: Math.min(name.y, screen.height - name.y - name.height)
                readonly property real shown: Math.min(Math.max(Math.min(rim, edge) / hud.deg(1), 0), 1)

                objectName: "~"
                anchors.fill: parent
                visible: shown > 0
                opacity: shown

                Rectangle {
                    objectName: "underline-" + (sign.index + 1)
                    x: sign.a.x
                    y: sign.a.y + hud.deg(0.1)
                    visible: Math.min(sign.a.y, sign.b.y) > 0
                    width: Math.hypot(sign.b.x - sign.a.x, sign.b.y - sign.a.y)
                    height: Theme.stroke
                    transformOrigin: Item.TopLeft
                    rotation: Math.atan2(sign.b.y - sign.a.y, sign.b.x - sign.a.x) * 180 / Math.PI
                    antialiasing: true
                    color: sign.here ? Theme.guidance : Theme.otherWay
                }
                AngularText {
                    id: name
                    objectName: "name-" + (sign.index + 1)
                    x: (sign.a.x + sign.b.x - width) / 2
                    y: Math.max(sign.a.y, sign.b.y) + hud.deg(sign.seen.below)
                    degrees: sign.here ? 0.95 : 0.75
                    color: sign.here ? Theme.text : Theme.status
                    text: sign.seen.name
                }
            }
        }
        Card {
            readonly property var sign: screen.signs[screen.looked]

            objectName: "say"
            visible: opacity > 0
            opacity: Math.min(Math.max((15 - Math.abs(sign.az)) / 3, 0), 1)
            x: (screen.width - width) / 2
            y: screen.height - height - Math.min(hud.deg(1.5), screen.height / 8)
            width: Math.min(implicitWidth, screen.width - 2 * (screen.shift + hud.deg(0.5)))
            // On a display too low for the sign, its name is here.
            readonly property bool seen: screen.at(sign.az, sign.el - sign.rise / 2).y + hud.deg(sign.below) > 0

            title: seen ? sign.say : sign.name + " · " + sign.say
            text: sign.parts
        }
    }
}
