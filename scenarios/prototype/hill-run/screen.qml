// A runner's figures on a small panel. Two pages, by how often there was a swipe to either side.
import QtQuick
import Hud

Item {
    id: screen

    readonly property int swipes: (hud.inputs.counts["swipe-left"] || 0) - (hud.inputs.counts["swipe-right"] || 0)
    readonly property int page: (swipes % 2 + 2) % 2
    readonly property bool turning: hud.nav !== null && hud.nav.phase === "guiding" && hud.nav.distanceM < 40

    readonly property int columns: area.form === "strip" ? 2 : 1
    readonly property real room: Math.min((area.width - (columns - 1) * hud.deg(0.5)) / columns, hud.deg(9))

    function clock(seconds: real): string {
        const whole = Math.round(seconds);
        return Math.floor(whole / 60) + ":" + String(whole % 60).padStart(2, "0");
    }

    // Glasses that are taken off show nothing.
    visible: hud.status.worn

    SafeArea {
        id: area

        // One below the other; beside each other on a strip, which has no height for two.
        Grid {
            objectName: "body"
            visible: screen.page === 0
            columns: screen.columns
            spacing: hud.deg(0.5)

            Meter {
                objectName: "heart"
                width: screen.room
                label: "Heart rate"
                icon: "heart"
                unit: "bpm"
                from: 60
                to: 190
                high: 170
                degrees: 1.4
                value: hud.values.heart_rate
            }
            Meter {
                objectName: "pace"
                width: screen.room
                label: "Pace"
                icon: "speed"
                unit: "/km"
                bar: false
                degrees: 1.4
                text: screen.clock(hud.values.pace_s)
            }
        }
        Grid {
            objectName: "hill"
            visible: screen.page === 1
            columns: screen.columns
            spacing: hud.deg(0.5)

            Meter {
                objectName: "climb"
                width: screen.room
                label: "Climb"
                icon: "height"
                unit: "m"
                to: 40
                degrees: 1.4
                value: hud.values.climb_m
            }
            Card {
                objectName: "lap"
                width: screen.room
                title: "Lap " + hud.values.lap
                text: "last one " + hud.values.lap_time
            }
        }
        // Only when there is something to do, and in one line.
        Row {
            id: turn
            objectName: "turn"
            visible: screen.turning && hud.notice === null
            anchors.bottom: parent.bottom
            spacing: hud.deg(0.4)

            Arrow {
                width: hud.deg(1.8)
                height: hud.deg(1.8)
                plain: true
                manoeuvre: screen.turning ? hud.nav.manoeuvre : null
            }
            DistanceText {
                anchors.verticalCenter: parent.verticalCenter
                degrees: 1.1
                distance: screen.turning ? hud.nav.distance : ""
            }
        }
        Notice {
            anchors.bottom: parent.bottom
            width: parent.width
            height: implicitHeight
            notice: hud.notice
        }
    }
}
