// The glasses themselves, in a corner, small and dimmer: time, charge, the link where it is not well, and what is
// left of the way.
import QtQuick
import "text.js" as Fit
import "words.js" as Words

Item {
    id: line

    property var status: ({
                              clock: "",
                              battery: null,
                              link: "ok"
                          })
    property string trip: ""
    // Said after `trip` where there is room.
    property string more: ""
    readonly property string both: more === "" ? trip : trip + " · " + more
    // Where there is less room than everything takes, what is wrong is said in the second line, and before what is left of
    // the way; where that is too wide as well, its sign says it alone. The time of day goes last.
    property real room: Infinity
    readonly property real battery: status.battery === null || status.battery === undefined ? -1 : status.battery
    readonly property bool low: battery >= 0 && battery < 0.15
    readonly property string wrong: status.link === "lost" || status.link === "late" ? status.link : status.gps === "weak"
                                                                                       ? "weak" : ""
    readonly property string trouble: wrong === "" ? "" : Words.say(wrong, hud.language, "")
    readonly property bool linkTrouble: trouble !== ""
    readonly property color batteryColour: low ? Theme.danger : Theme.status
    readonly property real gap: Theme.px(0.45)
    readonly property real signsWidth: (linkTrouble ? Theme.px(0.75) : 0) + (battery >= 0 ? gap + chargeRow.width : 0)
    readonly property real clockWidth: status.clock === "" ? 0 : clock.implicitWidth + (linkTrouble ? gap : 0)
    readonly property real wordsWidth: linkTrouble ? Theme.px(0.2) + linkWords.implicitWidth : 0
    readonly property bool wordy: signsWidth + clockWidth + wordsWidth <= room
    readonly property bool below: linkTrouble && !wordy && linkWords.implicitWidth <= room
    readonly property bool timed: signsWidth + clockWidth <= room

    objectName: "status"
    implicitWidth: Math.max(row.width, below ? linkBelow.width : tripLabel.visible ? tripLabel.width : 0)
    implicitHeight: row.height + (below || tripLabel.visible ? clock.implicitHeight : 0)

    Row {
        id: row
        // No part of the path of what is in it.
        objectName: "~"
        height: clock.implicitHeight
        anchors.right: parent.right
        spacing: line.gap

        Item {
            objectName: "~"
            visible: line.linkTrouble
            width: linkSign.width + (line.wordy ? linkWords.x - linkSign.width + linkWords.width : 0)
            height: parent.height

            Icon {
                id: linkSign
                objectName: "linkSign"
                name: line.status.link === "lost" ? "lost" : line.status.link === "late" ? "late" : "warning"
                colour: Theme.warning
                strokePx: Theme.stroke * 0.75
                width: Theme.px(0.75)
                height: width
                anchors.verticalCenter: parent.verticalCenter
            }
            AngularText {
                id: linkWords
                objectName: "link"
                visible: line.wordy
                x: linkSign.width + Theme.px(0.2)
                // On the clock's line, however tall its own face is.
                y: Math.round(clock.baselineOffset - baselineOffset)
                font.family: Fit.face(text, "")
                degrees: Theme.smallDeg
                color: Theme.warning
                text: line.trouble
            }
        }
        AngularText {
            id: clock
            objectName: "clock"
            anchors.verticalCenter: parent.verticalCenter
            visible: text !== "" && line.timed
            degrees: Theme.smallDeg
            color: Theme.status
            text: line.status.clock
        }
        Row {
            id: chargeRow
            objectName: "~"
            anchors.verticalCenter: parent.verticalCenter
            visible: line.battery >= 0
            spacing: Theme.px(0.2)
            Item {
                anchors.verticalCenter: parent.verticalCenter
                width: Theme.px(0.95)
                height: Theme.px(0.46)
                Rectangle {
                    objectName: "batteryCase"
                    width: parent.width - Theme.px(0.1)
                    height: parent.height
                    radius: Theme.px(0.1)
                    color: "transparent"
                    border.color: line.batteryColour
                    border.width: Math.max(1, Math.round(Theme.stroke * 0.5))

                    Rectangle {
                        objectName: "charge"
                        readonly property real inset: parent.border.width * 2
                        x: inset
                        y: inset
                        height: parent.height - 2 * inset
                        width: Math.round((parent.width - 2 * inset) * Math.max(0.08, Math.min(1, line.battery)))
                        color: line.batteryColour
                    }
                }
                Rectangle {
                    objectName: "batteryTip"
                    anchors.right: parent.right
                    anchors.verticalCenter: parent.verticalCenter
                    width: Math.max(1, Theme.px(0.07))
                    height: Math.round(parent.height * 0.45)
                    color: line.batteryColour
                }
            }
            AngularText {
                objectName: "battery"
                visible: line.low
                anchors.verticalCenter: parent.verticalCenter
                degrees: Theme.smallDeg
                color: Theme.danger
                text: Math.round(line.battery * 100) + "%"
            }
        }
    }
    AngularText {
        id: linkBelow
        objectName: "link"
        visible: line.below
        anchors.right: parent.right
        y: row.height + Math.round(clock.baselineOffset - baselineOffset)
        font.family: linkWords.font.family
        degrees: Theme.smallDeg
        color: Theme.warning
        text: line.trouble
    }
    AngularText {
        id: tripLabel
        objectName: "trip"
        anchors.right: parent.right
        anchors.top: row.bottom
        visible: text !== "" && !line.below
        degrees: Theme.smallDeg
        color: Theme.status
        text: metrics.advanceWidth(line.both) <= line.room ? line.both : line.trip

        FontMetrics {
            id: metrics
            font: tripLabel.font
        }
    }
}
