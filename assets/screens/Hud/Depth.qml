// Places what is in it at a distance of its own, nearer or farther than the panel's virtual image: each eye gets it
// shifted by half its disparity. An Item otherwise; its children lie in its rectangle.
import QtQuick

Item {
    id: depth

    // From the eyes, along the line of sight; that of the virtual image moves nothing.
    property real metres: hud.panel.imageMetres
    default property alias content: room.data
    // What is shifted: this item as its children know it.
    readonly property Item plane: room
    // Panel pixels, + to the right: f · (IPD / 2) · (1 / D - 1 / VID) for the left eye, as much the other way for the
    // right one, so that what is nearer moves towards the nose.
    readonly property real shift: (hud.eye === "left" ? 1 : -1) * hud.panel.parallax / 2 * (1 / metres - 1 / hud.panel.imageMetres)

    // Called by the stage before each frame, when everything else has its place.
    function place(stage: Item, already: real) {
        if (!(metres > 0))
            return;
        const from = mapFromItem(stage, 0, 0);
        const to = mapFromItem(stage, shift - already, 0);
        // The part of the plane that comes to lie on the panel, in whole pixels as they were before any shift.
        const seen = mapFromItem(stage, Math.floor(-shift) - 1 + already, -1, stage.width + 3, stage.height + 2);
        // The last digits of a product move no pixel.
        sheet.x = Math.round(seen.x * 1024) / 1024;
        sheet.y = Math.round(seen.y * 1024) / 1024;
        sheet.width = Math.ceil(seen.width - 0.001);
        sheet.height = Math.ceil(seen.height - 0.001);
        sheet.shiftX = to.x - from.x;
        sheet.shiftY = to.y - from.y;
    }

    // Drawn flat and then moved as a picture: Qt puts rectangles and pictures on whole pixels, glyphs on quarters.
    Item {
        id: sheet

        property real shiftX: 0
        property real shiftY: 0

        objectName: "~"
        // Made anew when it comes back: a layer that was hidden keeps its old picture.
        layer.enabled: visible && (shiftX !== 0 || shiftY !== 0)
        layer.smooth: true
        // Sheared by less than any pixel, or Qt moves a picture by whole pixels too; and upside down, as it draws
        // layers, so that text inside meets Qt the right way up and is the same as outside.
        transform: Matrix4x4 {
            matrix: Qt.matrix4x4(1, sheet.shiftX === 0 ? 0 : 1e-7, 0, sheet.shiftX, 0, -1, 0, sheet.height + sheet.shiftY, 0, 0, 1, 0, 0, 0, 0, 1)
        }

        Item {
            id: room

            objectName: "~"
            x: -sheet.x
            y: -sheet.y
            width: depth.width
            height: depth.height
            // Upside down, and sheared by less than any pixel: Qt takes a layer with an upright opaque rectangle in it
            // for opaque, and forgets what is below.
            transform: Matrix4x4 {
                matrix: Qt.matrix4x4(1, sheet.layer.enabled ? 1e-7 : 0, 0, 0, 0, -1, 0, sheet.height - 2 * room.y, 0, 0, 1, 0, 0, 0, 0, 1)
            }
        }
    }
}
