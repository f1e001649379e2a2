// The shipped screen: guidance, captions, notices and status, laid out for the panel it is on. Wide panels have two
// bands with the middle free between them, strips two columns, square and upright panels one column.
import QtQuick
import Hud

Item {
    id: shell

    // Glasses that are taken off show nothing.
    visible: hud.status.worn !== false

    readonly property real high: area.highDeg
    readonly property string form: area.form
    readonly property real marginX: area.x
    readonly property real marginY: area.y
    readonly property real roomX: area.width
    readonly property real roomY: area.height
    readonly property real gap: Theme.px(0.6)

    readonly property bool guiding: hud.nav !== null
    readonly property bool speaking: captions.shown
    readonly property bool noticed: notice.shown
    readonly property bool split: form === "strip" && guiding && speaking

    // Guidance takes the same place with a notice and without one.
    readonly property real navWidth: form === "column" ? roomX : split ? Math.min(roomX * 0.42, Theme.px(10)) :
                                                                         guiding ? Math.min(roomX * 0.62, Theme.px(
                                                                                                15)) : 0
    readonly property real besideNav: roomX - navWidth - gap
    readonly property bool below: form === "column" || navWidth < Theme.px(11.5)
    readonly property real navHeight: !guiding ? 0 : card.visible ? card.height : arrival.visible ? arrival.height :
                                                                                                    offRoute.height

    readonly property real corner: form === "column" && status.visible ? status.height : 0
    // Words share one left edge, the arrow stands before it, where lines still have the width they need.
    readonly property real hang: form === "bands" && roomX - Theme.px(3.2) > Theme.px(18.5) ? Theme.px(2.7) + Theme.px(
                                                                                                  0.5) : 0

    SafeArea {
        id: area
        objectName: "~"
    }
    NavCard {
        id: card
        x: shell.marginX
        y: shell.marginY
        width: shell.navWidth
        height: implicitHeight
        below: shell.below
        lines: shell.split ? 3 : 2
        mostLines: shell.form === "strip" && !shell.speaking ? 3 : shell.high < (shell.form === "column" ? 14 : 10) ? lines : 3
        reservePx: shell.form === "column" && status.visible ? status.implicitWidth + shell.gap : 0
        nav: hud.nav
    }
    ArrivalCard {
        id: arrival
        x: shell.marginX
        y: shell.marginY
        width: shell.navWidth
        cornerPx: shell.corner
        height: implicitHeight
        nav: hud.nav
    }
    OffRouteCard {
        id: offRoute
        x: shell.marginX
        y: shell.marginY
        width: shell.navWidth
        cornerPx: shell.corner
        height: implicitHeight
        nav: hud.nav
    }
    StatusLine {
        id: status
        x: shell.width - shell.marginX - width
        y: shell.marginY
        width: implicitWidth
        height: implicitHeight
        // A notice takes the corner; time and charge come back as it goes.
        readonly property bool shares: shell.form === "column" && shell.guiding
        visible: shares || notice.here < 0.5
        opacity: shares ? 1 : Math.max(0, 1 - 2 * notice.here)
        status: hud.status
        // Beside the arrow and the longest distance.
        room: !shell.guiding ? shell.roomX : shell.form === "column" ? shell.roomX - Theme.px(
                                                                                                  card.visible ? 8.4 : 3.4) : shell.besideNav
        trip: shell.guiding && hud.nav.phase === "guiding" ? hud.nav.remainingTime : ""
        more: trip !== "" && shell.form !== "column" ? hud.nav.remaining : ""
    }
    Notice {
        id: notice
        x: shell.form === "column" || !shell.guiding ? shell.marginX : shell.width - shell.marginX - width
        y: shell.marginY + (shell.form === "column" && shell.guiding ? shell.navHeight + Theme.px(0.35) : 0)
        width: shell.form === "column" ? shell.roomX : shell.guiding ? Math.min(shell.besideNav, Theme.px(14)) :
                                                                       Math.min(shell.roomX, Theme.px(16))
        height: implicitHeight
        // What is said has the room first.
        readonly property bool roomy: shell.form !== "column" || !shell.speaking || shell.high > 18
        bodyLines: shell.split ? 1 : roomy ? (shell.form === "bands" && !shell.speaking ? 4 : 3) : shell.high < 14 ? 1 : 2
        notice: hud.notice
    }
    Caption {
        id: captions
        readonly property real span: shell.split ? shell.besideNav : Math.min(shell.roomX - shell.hang, Theme.px(20))
        readonly property real over: shell.split ? (shell.noticed ? notice.height : status.visible ? status.height :
                                                                                                     0) : shell.form
                                                   === "column" ? shell.navHeight + (shell.noticed ? notice.height
                                                                                                     + Theme.px(0.35) :
                                                                                                     0) : Math.max(
                                                                      shell.navHeight, shell.noticed ? notice.height :
                                                                                                       status.height)
        x: shell.split ? shell.width - shell.marginX - width : shell.hang > 0 ? shell.marginX + shell.hang :
                                                                                Math.round((shell.width - width) / 2)
        y: shell.height - shell.marginY - height
        width: span
        height: implicitHeight
        maxHeight: Math.min(Theme.px(6.4), shell.roomY - over - Theme.px(0.3))
        captions: hud.captions
    }
}
