// What a screen reads as `hud`. The program sets it before each frame; a screen never writes to it.
import QtQml
import HudStage

EyeState {
    id: hud

    property real t: 0
    property var panel: ({
                             width: 640,
                             height: 480,
                             pixelsPerDegree: 26,
                             mono: false,
                             levels: 256,
                             parallax: 0,
                             imageMetres: 2
                         })
    property string language: "en"
    property var nav: null
    property var captions: null
    property var notice: null
    property var status: ({
                              clock: "",
                              battery: null,
                              link: "ok",
                              ageS: 0,
                              gps: "ok",
                              gpsErrorM: 0,
                              worn: true
                          })
    property var values: ({})
    property string input: ""
    property var inputs: ({
                              last: "",
                              sinceS: null,
                              count: 0,
                              counts: {}
                          })

    property var head: ({
                            yawDeg: 0,
                            pitchDeg: 0,
                            rollDeg: 0
                        })

    // Degrees of visual angle as panel pixels.
    function deg(angle: real): real {
        return angle * panel.pixelsPerDegree;
    }

    // Ease-out from 0 to 1 over `duration` seconds (cubic), closed form: no clock and no animation.
    function ease(seconds: real, duration: real): real {
        if (duration <= 0 || seconds >= duration)
            return 1;
        if (!(seconds > 0))
            return 0;
        const rest = 1 - seconds / duration;
        return 1 - rest * rest * rest;
    }
}
