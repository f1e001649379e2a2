// A chess clock. Whose move it is follows from how many taps there were and how many answers.
import QtQuick
import Hud

Item {
    id: screen

    readonly property int mine: hud.inputs.counts.tap || 0
    readonly property int theirs: hud.values.black_moves
    readonly property bool myTurn: mine === theirs
    readonly property bool strip: area.form === "strip"
    readonly property var white: hud.values.white.split(" ")
    readonly property var black: hud.values.black.split(" ")

    function clock(seconds: real): string {
        const whole = Math.ceil(seconds - 1e-6);
        return Math.floor(whole / 60) + ":" + String(whole % 60).padStart(2, "0");
    }

    // The last two full moves: "2. Nf3 d6".
    function list(): string {
        const rows = [];
        for (let k = 0; k < screen.mine && k < screen.white.length; k++)
            rows.push((k + 1) + ". " + screen.white[k] + (k < screen.theirs ? " " + screen.black[k] : ""));
        return rows.slice(-2).join("\n");
    }

    component Side: Column {
        id: side

        property string name
        property string time
        property bool running

        spacing: hud.deg(0.1)

        AngularText {
            objectName: "name"
            degrees: 0.7
            color: side.running ? Theme.text : Theme.status
            text: side.name
        }
        AngularText {
            objectName: "time"
            degrees: 1.5
            font.features: ({
                    "tnum": 1
                })
            color: side.running ? Theme.text : Theme.status
            text: side.time
        }
        // A line below the clock that runs: told by shape, not by light alone.
        Rectangle {
            objectName: "runs"
            width: hud.deg(3.2)
            height: Math.max(2, Theme.stroke)
            color: side.running ? Theme.guidance : "transparent"
        }
    }

    SafeArea {
        id: area

        // To the left: whom one plays with is seen on the right.
        Side {
            id: me
            objectName: "me"
            name: "You"
            time: screen.clock(hud.values.my_s)
            running: screen.myTurn
        }
        Side {
            objectName: "other"
            // Below; on a strip, which has no height for two, beside.
            x: screen.strip ? me.width + hud.deg(1.5) : 0
            y: screen.strip ? 0 : me.height + hud.deg(0.5)
            name: hud.values.opponent
            time: screen.clock(hud.values.his_s)
            running: !screen.myTurn
        }
        Row {
            objectName: "battery"
            visible: hud.status.battery !== null && hud.status.battery < 0.1
            anchors.bottom: parent.bottom
            spacing: hud.deg(0.3)

            Icon {
                name: "warning"
                colour: Theme.warning
            }
            AngularText {
                objectName: "charge"
                anchors.verticalCenter: parent.verticalCenter
                degrees: 0.8
                color: Theme.warning
                text: "Battery " + Math.round(hud.status.battery * 100) + "%"
            }
        }
        Column {
            objectName: "game"
            anchors.right: parent.right
            anchors.bottom: parent.bottom
            width: hud.deg(6.4)
            spacing: hud.deg(0.2)

            AngularText {
                objectName: "moves"
                degrees: 0.8
                text: screen.list() || "Your move"
            }
            AngularText {
                objectName: "opening"
                visible: hud.values.opening !== ""
                width: parent.width
                degrees: 0.65
                color: Theme.secondary
                wrapMode: Text.Wrap
                text: hud.values.opening
            }
        }
    }
}
