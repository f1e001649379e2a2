// How far: the figure large, its unit small on the same line. Given in words, as guidance says it, or in metres.
import QtQuick

Item {
    id: line

    // As hud.nav.distance has it, "180 m" or "Now"; or empty, and `metres` counts.
    property string distance: ""
    property real metres: NaN
    property bool imperial: false
    property real degrees: Theme.distanceDeg
    property color colour: Theme.text
    readonly property string said: distance !== "" ? distance : isNaN(metres) ? "" : inSteps(metres)
    readonly property var parts: said.match(/^(.*\d)\s*([^\d\s]+)$/) || [said, said, ""]

    // In steps that can be read while walking: 10 m up to 200 m, 50 m up to a kilometre, then tenths.
    function inSteps(value: real): string {
        const far = Math.max(0, value);
        if (imperial) {
            const feet = far / 0.3048;
            return feet < 1000 ? step(feet, feet < 500 ? 25 : 100) + " ft" : (far / 1609.344).toFixed(1) + " mi";
        }
        return far < 975 ? step(far, far < 200 ? 10 : 50) + " m" : (far / 1000).toFixed(1) + " km";
    }
    function step(value: real, by: real): int {
        return Math.round(value / by) * by;
    }

    implicitWidth: unit.text === "" ? figure.width : unit.x + unit.width
    implicitHeight: figure.height

    AngularText {
        id: figure
        objectName: "figure"
        degrees: line.degrees
        color: line.colour
        text: line.parts[1]
    }
    AngularText {
        id: unit
        objectName: "unit"
        x: figure.width + Theme.px(line.degrees * 0.18)
        y: Math.round(figure.baselineOffset - baselineOffset)
        degrees: Math.max(0.6, line.degrees * 0.6)
        color: line.colour
        text: line.parts[2]
    }
}
