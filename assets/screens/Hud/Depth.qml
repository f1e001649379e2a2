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
    // f · IPD · (1 / D - 1 / VID), in whole panel pixels: between two pixels a thin line would lose half of its light,
    // since codes are no light, and writing its edge.
    readonly property real disparity: Math.round(hud.panel.parallax * (1 / metres - 1 / hud.panel.imageMetres))
    // Panel pixels, + to the right; what is nearer moves towards the nose. An odd pixel is the left eye's.
    readonly property real shift: hud.eye === "left" ? Math.ceil(disparity / 2) : Math.ceil(disparity / 2) - disparity

    // Called by the stage before each frame, when everything else has its place.
    function place(stage: Item, already: real) {
        const from = mapFromItem(stage, 0, 0);
        const to = mapFromItem(stage, metres > 0 ? shift - already : 0, 0);
        // The last digits of a product move no pixel.
        room.x = Math.round((to.x - from.x) * 1048576) / 1048576;
        room.y = Math.round((to.y - from.y) * 1048576) / 1048576;
    }

    Item {
        id: room

        objectName: "~"
        width: depth.width
        height: depth.height
    }
}
