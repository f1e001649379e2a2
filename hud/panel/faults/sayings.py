"""What Qt says of screens, in words that a designer understands, each with what to do."""

from __future__ import annotations

from hud.panel.faults.suspects import ENDLESS, TOO_LONG, UNFIT
from hud.panel.source.words import FROM_TEXT

UNNAMED = "asks for something of what is {0} at this moment"
"""Where Qt does not say for what: it does where the screen is compiled anew."""

# What Qt says, what that means, and what to do; the first that fits.
PLAIN: tuple[tuple[str, str, str], ...] = (
    (
        r'Binding loop detected for property "(.+?)"',
        "a binding loop: the property {0} depends on itself or on what it changes",
        "bind it to hud, or to what does not follow from it",
    ),
    (
        r"Expected token `numeric literal'",
        "there is no item here",
        "begin a screen with: import QtQuick, and Item { } around what it shows",
    ),
    (
        r"Expected token `(.+)'",
        "expected {0} here",
        "look for a bracket, brace or quote that is not closed, or one too many",
    ),
    (r"Unexpected token `(.+)'", "{0} does not belong here", "look for what is missing before it"),
    (r"Unexpected token `'", "this cannot be read", "look at the character, or at the escape after \\"),
    (r"Unterminated string literal.*", "a text without its closing quote", "end it in the line it begins in"),
    (r"Cannot open: (.+)", "cannot open {0}", "put the file beside the screen, or correct its name"),
    (r"Error decoding: (.+?): .*", "cannot read {0} as a picture", "save it as PNG, JPEG or SVG"),
    (r"(.+ is not a type)", "{0}", "correct its name, or import what it comes from"),
    (
        r'module "(.+)" (?:plugin ".+" not found|is not installed|version .+ is not installed)',
        "a screen may not import {0}, or there is no such module",
        "QtQuick, QtQuick.Layouts, QtQuick.Shapes, QtQuick.Timeline and Hud are there",
    ),
    (r'Cannot assign to non-existent property "(.+)"', "there is no property {0} here", "correct its name"),
    (
        r"TypeError: Cannot (?:read|call) (?:property|method) '(.+)' of (null|undefined)",
        "asks for {0} of what is {1} at this moment",
        'test it first, such as: hud.nav ? hud.nav.distance : ""',
    ),
    (
        # in so many words where it has looked there before
        r"TypeError: Value is (null|undefined) and could not be converted to an object",
        UNNAMED,
        'test it first, such as: hud.nav ? hud.nav.distance : ""',
    ),
    (r"TypeError: Property '(.+?)' of object .+ is not a function", "there is no function {0}", "correct its name"),
    (
        r"Unable to assign \[undefined\] to (.+)",
        "undefined at this moment",
        "correct the name in it that nothing answers to, or say what stands for it: hud.values.level ?? 0",
    ),
    (
        r"QPen::setWidthF: Setting a pen width that is out of range",
        "a line is wider than can be drawn",
        "make its width less, such as border.width: Theme.stroke",
    ),
    (
        r"Glyph with bounding box .* is too large for rasterizer\b.*",
        "letters larger than can be drawn",
        "make font.pixelSize less; hud.deg(0.8) is a usual size",
    ),
    (
        r"QQuickItem::setParentItem: Parent .+ is already part of the subtree of .+",
        "an item is put into what it contains itself",
        "look for what sets parent",
    ),
    (
        r"RangeError: Maximum call stack size exceeded",
        ENDLESS,
        "give it a case in which it does not",
    ),
    (
        r"QPainter::begin: Paint device returned engine == 0, type: \d+",
        "a layer is too large to be drawn",
        "give the item with layer.enabled a size within the panel",
    ),
    (
        r"Model size of (\d+) is bigger than the upper limit (\d+)",
        "a model of {0} items is more than can be shown",
        "make the model smaller",
    ),
    (
        r"ReferenceError: (.+) is not defined",
        "{0} is not defined",
        "correct its name, or give it as a property or an id",
    ),
    (
        r"Signal QQmlEngine::(?:quit|exit)\(\) emitted.*",
        "a screen may not end the program",
        "remove Qt.quit() and Qt.exit()",
    ),
    (
        r"id is not unique",
        "another item of this file has the same id",
        "give each an id of its own",
    ),
    (r"IDs cannot start with an uppercase letter", "an id begins with a small letter", "write it small"),
    (
        r"Property names cannot begin with an upper case letter",
        "a property's name begins with a small letter",
        "write it small",
    ),
    (r"Property value set multiple times", "this is set twice in the same item", "keep one of the two"),
    (r"Duplicate (property|signal|method) name", "this {0} is there already", "give it another name, or remove it"),
    (
        r"Invalid property assignment: color expected",
        "no colour",
        'write a colour as "#40d080" or by a name of SVG\'s, such as "white"',
    ),
    (
        r"Invalid property assignment: (?:int|number|double|real|float) expected",
        "a number is wanted here",
        "write it without quotes",
    ),
    (
        r"Invalid property assignment: (?:bool|boolean) expected",
        "true or false is wanted here",
        "write it without quotes",
    ),
    (r"Invalid property assignment: (?:string|url) expected", "a text is wanted here", "write it in quotes"),
    (
        r"Invalid property assignment: unknown enumeration",
        "this property knows no such word",
        "write it as Qt's manual of the item has it, such as Text.WordWrap",
    ),
    (
        r'Invalid property assignment: "(.+)" is a read-only property',
        "{0} cannot be set as a whole",
        "set what it follows from, or its parts, such as border.width",
    ),
    (
        r'Invalid property assignment: unsupported type "QQuickItem\*"',
        "an item is wanted here",
        "write its id, or parent",
    ),
    (
        r'Invalid property assignment: unsupported type "(.+)"',
        "{0} is wanted here",
        "write such a thing, or the name of one",
    ),
    (r'"(.+)" cannot operate on "(.+)"', "{0} cannot stand before the word on", "bind the property instead"),
    (r"Invalid property assignment: (.+) expected", "{0} is wanted here", "see Qt's manual of the item"),
    (
        r'Cannot assign value of type "(.+)" to property "(.+)", expecting "(.+)"',
        "{1} is {2}, not {0}",
        "give it such a value",
    ),
    (r"Cannot assign value .+ to property (.+)", "{0} takes no such value", "set its parts, such as font.bold: true"),
    (r"Cannot assign primitives to lists", "a list is wanted here", "write it in [ ], or put items between the braces"),
    (
        r"Invalid grouped property access: Property \"(.+)\" with primitive type .+",
        "{0} has no parts",
        "set it by itself, or see which name was meant",
    ),
    (
        r'Invalid alias reference\. Unable to find id "(.+)"',
        "no item of this file has the id {0}",
        "correct the name",
    ),
    (r"Non-existent attached object", "there is no such item", "correct its name, or import what it comes from"),
    (r"(.+) is an abstract base class", "{0} alone is nothing", "use one of the items that are made of it"),
    (
        r'(?:Error: )?Invalid write to global property "(.+)"',
        "{0} is no property of this item nor of one around it",
        "correct its name; bind properties instead of setting them",
    ),
    (
        r"TypeError: Could not change prototype",
        "a screen may not change what all objects are made of",
        "write a function of its own",
    ),
    (
        r"RangeError: Invalid count value",
        "a text cannot be repeated so often",
        "repeat it 0 times or more, and no oftener than a panel has room for",
    ),
    (
        r"RangeError: (?:ArrayBuffer: out of memory|Index out of range)",
        "more memory than a screen may take, or a length that cannot be",
        "make what is asked for smaller",
    ),
    (
        r"(?:[A-Z]\w*)?Error: \w+\.prototype\.(\w+): (.+)",
        "{0} cannot do this: {1}",
        "look at what it is given",
    ),
    (
        r"RangeError: (.+) out of range",
        "a number that cannot be, {0} or what goes with it",
        "keep lengths, digits and times within what the function takes",
    ),
    (
        r"SyntaxError: JSON\.parse: Parse error",
        "a text that is no JSON",
        "correct the text, or use it as it is",
    ),
    (
        r"TypeError: Type error",
        UNFIT,
        "look at what is empty, or of another kind",
    ),
    (
        r"TypeError: Cannot convert (.+?)",
        "what cannot be made: {0}",
        "give a number or a text",
    ),
    (
        r"Cannot anchor to an item that isn't a parent or sibling",
        "an item is anchored to one that is neither around it nor beside it",
        "anchor it to its parent or to an item of the same parent, or give it x and y",
    ),
    (
        r"Cannot specify (.+) anchors at the same time",
        "{0} anchors at once",
        "keep two of them",
    ),
    (
        r"Possible anchor loop detected on (.+) anchor",
        "{0} anchors that depend on each other",
        "anchor one of the two items to something else",
    ),
    (r"Model size of (-\d+) is less than 0", "a model of {0} items", "make the model 0 or more"),
    (r"Expected a qualified name id", "a property or an item is wanted here", "write a name and a colon before it"),
    (
        r"Incomplete binding, expected token `:` or `\{`",
        "this name stands alone",
        "write : and a value after it, or braces { } after an item",
    ),
    (r"Scoped enum names must begin with an upper case letter", "an enum's name begins with a capital", "write it so"),
    (
        r"Required property (.+) was not initialized",
        "{0} is required, and nobody sets it",
        "give it a value, or check the screen that does",
    ),
    (r"Read-only properties require an initializer", "a readonly property without a value", "give it one here"),
    (
        r"Maximum statement or expression depth exceeded",
        TOO_LONG,
        "break it into several properties or a loop",
    ),
    (r"Error: (a screen may not make code from text)", FROM_TEXT, "write the code itself"),
    (
        r"(.+) is instantiated recursively",
        "{0} holds itself, and so on without end",
        "put something else there, or a Loader that ends",
    ),
    (r"(?:Type|Script) (.+) unavailable", "{0} cannot be used", "correct what is wrong in it"),
    (
        r"Unable to assign (.+) to (.+)",
        "{0} where {1} is wanted",
        "give it what it takes, or choose another property",
    ),
    (r"Cannot assign to property of unknown type \"(.+)\"", "{0} is wanted here, not an item", "write a value"),
    (
        r"Cannot assign to non-existent default property",
        "nothing can be put into this item",
        "put it beside the item, or give a property its name before it",
    ),
    (r"TypeError: Cannot assign to read-only property \"(.+)\"", "{0} cannot be set", "bind it where it is declared"),
    (r"Invalid alias target location: (.+)", "the item has no property {0}", "correct its name"),
    (r"Invalid signal parameter type: (.+)", "{0} is not a type", "correct its name, such as real, string or var"),
    (r"Invalid component body specification", "a Component holds one item", "put the others into it"),
    (r"Component objects cannot declare new (\w+)", "a Component itself has no {0}", "put them into its item"),
    (
        r"ListElement: cannot use script for property value",
        "a ListElement holds fixed values only",
        "write the value itself, or give the model a list: model: [1, 2]",
    ),
    (r"No such gradient preset '(.+)'", "there is no gradient '{0}'", "write Gradient { GradientStop { } }"),
    (
        r"Error: Unable to determine callable overload.*",
        "a function is given too much, too little or something else",
        "see Qt's manual of the function",
    ),
    (
        r"Detected function \"(.+)\" in Connections element.*",
        "nothing calls {0}",
        "correct its name: on, and a signal of the target with a capital",
    ),
    (r"(?:[A-Z]\w*)?Error(?:: (.+?))?", "this cannot be computed: {0}", "look at what it is given"),
)
