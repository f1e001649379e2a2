// The bare panel that a screen is put on. Calls come through the meta-object system, which lets Python's
// watchdog thread run while a binding does.
import QtQuick
import QtQuick.Shapes
import Hud

Item {
    id: stage

    property Component screen: null
    property QtObject held: null
    property Item shown: null
    // Values of the root's required properties, in JSON.
    property string given: "{}"
    // What `read` found, a line of JSON for each, and whether it met an item that has no name yet.
    property string tree: ""
    property bool nameless: false
    // The first Depth that is nowhere: its name, and where it says it is.
    property string misplaced: ""
    // What `blame` found: a property that is not finite, and its value.
    property string endless: ""

    function build() {
        const made = screen.createObject(stage, JSON.parse(given)) as Item;
        if (made === null)
            return;
        made.width = Qt.binding(() => stage.width);
        made.height = Qt.binding(() => stage.height);
        shown = made;
    }

    function apply(json: string) {
        const parts = JSON.parse(json);
        for (const name in parts)
            held[name] = parts[name];
    }

    function read() {
        const found = [];
        nameless = false;
        misplaced = "";
        for (const item of inOrder(shown))
            walk(item, "", 1, bounds(0, 0, width, height), null, found);
        tree = found.join("\n");
    }

    // Says which property makes an item endless, or a text or a picture too large, the outermost first. Only Qt knows where in its
    // file an item is written, and says so of whatever is wrong with it: here of the item and of all it is in.
    function blame(mostFontPx: real, mostSourcePx: real, mostPx: real) {
        endless = "";
        let item = firstEndless(shown, mostFontPx, mostSourcePx, mostPx);
        for (; item !== null && item !== stage; item = item.parent)
            item.anchors.left = item.left;
    }

    function firstEndless(item: var, mostFontPx: real, mostSourcePx: real, mostPx: real): var {
        if (!item.visible || item.opacity <= 0)
            return null;
        for (const name of ["x", "y", "width", "height", "scale", "rotation", "implicitWidth", "implicitHeight"]) {
            if (!isFinite(item[name])) {
                endless = name + " " + item[name];
                return item;
            }
        }
        if (!(seenDegrees(item) >= 0)) {
            endless = "degrees " + item.degrees;
            return item;
        }
        if (kindOf(item) !== "" && !isText(item) && Math.max(item.width, item.height) > mostPx) {
            endless = item.width > mostPx ? "width " + item.width : "height " + item.height;
            return item;
        }
        const scene = item.mapToItem(stage, 0, 0, 1, 1);
        if (!isFinite(scene.x + scene.y + scene.width + scene.height)) {
            endless = "transform";
            return item;
        }
        if (isText(item) && item.font.pixelSize > mostFontPx) {
            endless = "font.pixelSize " + item.font.pixelSize;
            return item;
        }
        if (kindOf(item) === "image" && askedPx(item) > mostSourcePx) {
            const size = item.sourceSize;
            endless = size.width > mostSourcePx ? "sourceSize.width " + size.width : "sourceSize.height " + size.height;
            return item;
        }
        for (const child of inOrder(item)) {
            const found = firstEndless(child, mostFontPx, mostSourcePx, mostPx);
            if (found !== null)
                return found;
        }
        return null;
    }

    // Index by index: an iterator over the list and a closure for each child take as long as the rest of the walk.
    function inOrder(item: var): var {
        const children = item.children;
        const items = [];
        let flat = true;
        for (let k = 0, count = children.length; k < count; ++k) {
            const child = children[k];
            flat = flat && child.z === 0;
            items.push(child);
        }
        return flat ? items : items.sort((a, b) => a.z - b.z);
    }

    function walk(item, path, opacity, clip, plane, found) {
        const share = item.opacity;
        if (share <= 0 || !item.visible)
            return;
        opacity *= share;
        const called = item.objectName;
        if (called === "")
            nameless = true;
        // A leading ~ marks a name that only says that there is none.
        const name = called.startsWith("~") ? "" : called;
        const kind = kindOf(item);
        const own = name || kind ? (path ? path + "." : "") + (name || kind) : path;
        if (item instanceof Depth) {
            if (misplaced === "" && !(item.metres > 0 && isFinite(item.metres))) {
                misplaced = (name ? own + " is" : "is") + " at " + item.metres;
                // Only Qt knows where in its file an item is written, and says so of whatever is wrong with it.
                item.anchors.left = item.left;
            }
            item.place(stage, plane ? plane.shift : 0);
            plane = item;
        }
        if (kind !== "" || name !== "" && !isText(item))
            found.push(describe(item === plane ? item.plane : item, own, kind || "group", opacity, clip, plane));
        if (kind === "shape")
            return;
        const items = inOrder(item);
        if (items.length > 0 && item.clip)
            clip = intersection(clip, item.mapToItem(stage, 0, 0, item.width, item.height));
        for (let k = 0; k < items.length; ++k)
            walk(items[k], name ? own : path, opacity, clip, plane, found);
    }

    function isText(item: Item): bool {
        return item instanceof Text || item instanceof TextInput || item instanceof TextEdit;
    }

    function kindOf(item: var): string {
        if (isText(item))
            return item.text === "" ? "" : "text";
        if (item instanceof Shape)
            return "shape";
        if (item instanceof Image || item instanceof BorderImage)
            return "image";
        return item instanceof Rectangle ? "rectangle" : "";
    }

    // How large a piece that is sized by the angle it is seen under says it is; 0 of anything else. An Icon is known by
    // what it has: named here it would be loaded, with all it can draw, for every screen.
    function seenDegrees(item: var): real {
        return item instanceof AngularText || item.strokePx !== undefined && item.degrees !== undefined ? item.degrees : 0;
    }

    // The longer side of a picture that is asked for larger than it is; 0 of one that comes as it is.
    function askedPx(item: var): real {
        const size = item.sourceSize;
        return Math.max(size.width > item.implicitWidth ? size.width : 0,
                        size.height > item.implicitHeight ? size.height : 0);
    }

    function describe(item, id, kind, opacity, clip, plane) {
        const text = kind === "text";
        const box = text ? painted(item) : null;
        const room = item.mapToItem(stage, 0, 0, item.width, item.height);
        // a text that cuts itself off at its own edge
        const edge = text && item.clip ? intersection(clip, room) : clip;
        const scene = text ? item.mapToItem(stage, box.x, box.y, box.width, box.height) : room;
        // By hand: JSON.stringify of the whole takes most of the walk's time.
        const place = numbers(room);
        return `{"id":${JSON.stringify(id)},"kind":"${kind}","text":${text ? JSON.stringify(String(item.said || item.text)) : '""'}`
            + `,"markup":${text && item.textFormat !== Text.PlainText}`
            + `,"box":${text ? numbers(scene) : place},"room":${place},"degrees":${number(seenDegrees(item))}`
            + `,"fontPx":${text ? item.font.pixelSize : 0},"sourcePx":${kind === "image" ? number(askedPx(item)) : 0}`
            + `,"colour":"${text || kind === "rectangle" ? item.color : ""}","opacity":${number(opacity)}`
            + `,"truncated":${text && (item.truncated === true || item.shortened === true)}`
            + `,"clip":${edge.json},"depth":${plane ? number(plane.metres) : null}}`;
    }

    // As JSON has it: what is not finite is null.
    function number(value) {
        return isFinite(value) ? value : null;
    }

    function numbers(rect) {
        const x = rect.x;
        const y = rect.y;
        const width = rect.width;
        const height = rect.height;
        return isFinite(x + y + width + height) ? "[" + [x, y, width, height].join(",") + "]" : JSON.stringify([x, y, width, height]);
    }

    // The part of a text's own rectangle that its glyphs take.
    function painted(item) {
        const across = item.effectiveHorizontalAlignment;
        const down = item.verticalAlignment;
        const left = item.leftPadding || 0;
        const top = item.topPadding || 0;
        const freeX = item.width - left - (item.rightPadding || 0) - item.contentWidth;
        const freeY = item.height - top - (item.bottomPadding || 0) - item.contentHeight;
        const x = across === Text.AlignRight ? freeX : across === Text.AlignHCenter ? freeX / 2 : 0;
        const y = down === Text.AlignBottom ? freeY : down === Text.AlignVCenter ? freeY / 2 : 0;
        return { x: left + x, y: top + y, width: item.contentWidth, height: item.contentHeight };
    }

    function intersection(a, b) {
        const x = Math.max(a.x, b.x);
        const y = Math.max(a.y, b.y);
        const right = Math.min(a.x + a.width, b.x + b.width);
        const bottom = Math.min(a.y + a.height, b.y + b.height);
        return bounds(x, y, Math.max(0, right - x), Math.max(0, bottom - y));
    }

    // A rectangle that many items are within, with its JSON.
    function bounds(x, y, width, height) {
        const made = { x: x, y: y, width: width, height: height, json: "" };
        made.json = numbers(made);
        return made;
    }
}
