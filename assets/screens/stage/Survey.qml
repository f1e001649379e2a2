// Looks for every item of a screen that cannot be where or as large as it says: when a screen is examined, never when it is
// drawn.
import QtQuick
import Hud

QtObject {
    id: survey

    property var stage: null
    // The items that are not right, and what of each, as JSON: [[index, property, value], ...].
    property var items: []
    property string told: ""
    // How many items there are, and the one that holds the most of them.
    property int count: 0
    property var fullest: null

    function look(mostFontPx: real, mostSourcePx: real, mostPx: real) {
        items = [];
        const said = [];
        visit(stage.shown, mostFontPx, mostSourcePx, mostPx, said);
        told = JSON.stringify(said);
    }

    // Whether there are more items than that, in a place where most of them are; before anything is laid out.
    function crowd(most: int) {
        count = 0;
        fullest = null;
        number(stage.shown);
        items = count > most ? [fullest.children[0]] : [];
        told = count > most ? JSON.stringify([[0, "count", String(count)]]) : "[]";
    }

    // Only Qt knows where in its file an item is written, and says so of whatever is wrong with it: here of the item and of all
    // it is in.
    function accuse(index: int) {
        for (let item = items[index]; item !== null && item !== stage; item = item.parent)
            item.anchors.left = item.left;
    }

    // Which of the watched bindings of what is seen come to no number (`hud.panel.numbers`).
    function unnumbered(prefix: string) {
        const found = [];
        ask(stage.shown, prefix, found);
        told = JSON.stringify(found);
    }

    function ask(item: var, prefix: string, found: var) {
        if (item === null || !item.visible || item.opacity <= 0)
            return;
        for (const name in item) {
            if (name.startsWith(prefix) && typeof item[name] !== "function" && Number.isNaN(Number(item[name])))
                found.push(Number(name.slice(prefix.length)));
        }
        for (const child of stage.inOrder(item))
            ask(child, prefix, found);
    }

    function number(item: var) {
        const children = item === null ? [] : item.children;
        if (fullest === null || children.length > fullest.children.length)
            fullest = item;
        count += children.length;
        for (let k = 0; k < children.length; ++k)
            number(children[k]);
    }

    function visit(item: var, mostFontPx: real, mostSourcePx: real, mostPx: real, said: var) {
        if (item === null || !item.visible || item.opacity <= 0)
            return;
        for (const [name, value] of faultsOf(item, mostFontPx, mostSourcePx, mostPx)) {
            if (items[items.length - 1] !== item)
                items.push(item);
            said.push([items.length - 1, name, String(value)]);
        }
        for (const child of stage.inOrder(item))
            visit(child, mostFontPx, mostSourcePx, mostPx, said);
    }

    function faultsOf(item: var, mostFontPx: real, mostSourcePx: real, mostPx: real): var {
        const degrees = stage.seenDegrees(item);
        if (!(degrees >= 0 && isFinite(degrees)))
            return [["degrees", degrees]];
        if (item instanceof Depth && !(item.metres > 0 && isFinite(item.metres)))
            return [["metres", item.metres]];
        const found = [];
        for (const name of ["x", "y", "width", "height", "scale", "rotation"]) {
            if (!isFinite(item[name]))
                found.push([name, item[name]]);
        }
        if (found.length > 0)
            return found;
        const kind = stage.kindOf(item);
        if (kind !== "" && !stage.isText(item)) {
            for (const name of ["width", "height"]) {
                if (item[name] > mostPx)
                    found.push([name, item[name]]);
            }
        }
        const scene = item.mapToItem(stage, 0, 0, 1, 1);
        if (!isFinite(scene.x + scene.y + scene.width + scene.height) && placed(item.parent))
            found.push(["transform", ""]);
        if (stage.isText(item) && item.font.pixelSize > mostFontPx)
            found.push(["font.pixelSize", item.font.pixelSize]);
        if (kind === "image" && stage.askedPx(item) > mostSourcePx) {
            const wide = item.sourceSize.width > mostSourcePx;
            found.push(wide ? ["sourceSize.width", item.sourceSize.width] : ["sourceSize.height", item.sourceSize.height]);
        }
        return found;
    }

    // Whether what an item is in has a place of its own, so that the item itself is to blame.
    function placed(item: var): bool {
        const scene = item.mapToItem(stage, 0, 0, 1, 1);
        return isFinite(scene.x + scene.y + scene.width + scene.height);
    }
}
