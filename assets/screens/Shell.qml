import QtQuick

Item {
    Text { objectName: "distance"; x: 20; y: 20; color: "#f4f6f8"; font.pixelSize: 30; text: hud.nav ? hud.nav.distance : "" }
    Text { objectName: "cap"; x: 20; y: 400; color: "#f4f6f8"; font.pixelSize: 30; text: hud.captions ? hud.captions.lines.join("\n") : "" }
}
