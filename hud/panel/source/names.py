"""Names in a screen's files that nothing answers to: members of ``hud``, values of the scenario, words of the pieces.

QML reads what is not there as `undefined`, and a screen shows a dash for ever. Read as text, like
`hud.panel.source.words`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from hud.errors import did_you_mean
from hud.guidance.state import ManoeuvreState, NavState
from hud.panel.source.aliases import paths_to_hud
from hud.panel.source.literals import wrong_literals
from hud.panel.source.places import body_of, is_piece, of_item, own_texts, place, shallow, short
from hud.panel.values import members
from hud.scenario.state import HeadState, InputState, NoticeState, StatusState
from hud.speech.state import CaptionState

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from hud.errors import FileError

_MEMBERS: dict[str, tuple[str, ...]] = {
    "hud": (
        *("t", "eye", "panel", "language", "nav", "captions", "notice", "status", "values", "input", "inputs", "head"),
        *("deg", "ease"),
    ),
    "hud.panel": ("width", "height", "pixelsPerDegree", "mono", "levels", "parallax", "imageMetres"),
    "hud.nav": members(NavState),
    "hud.nav.manoeuvre": members(ManoeuvreState),
    "hud.nav.following": members(ManoeuvreState),
    "hud.captions": members(CaptionState),
    "hud.notice": members(NoticeState),
    "hud.status": members(StatusState),
    "hud.inputs": members(InputState),
    "hud.head": members(HeadState),
}
_KINDS = (
    *(("hud.nav", NavState), ("hud.nav.manoeuvre", ManoeuvreState), ("hud.nav.following", ManoeuvreState)),
    *(("hud.captions", CaptionState), ("hud.notice", NoticeState), ("hud.status", StatusState)),
    *(("hud.inputs", InputState),),
)
_TEXTS = {f"{owner}.{name}" for owner, kind in _KINDS for name in members(kind, of="str")}
_REALS = {f"{owner}.{name}" for owner, kind in _KINDS for name in members(kind, of="float")} | {"hud.t"}
_OF_PLAIN = {
    "number": ("toFixed", "toString", "toPrecision", "toExponential", "toLocaleString", "valueOf"),
    "text": (
        *(
            "length",
            "at",
            "charAt",
            "charCodeAt",
            "codePointAt",
            "concat",
            "endsWith",
            "includes",
            "indexOf",
            "valueOf",
        ),
        *("lastIndexOf", "localeCompare", "match", "matchAll", "normalize", "padEnd", "padStart", "repeat", "replace"),
        *("replaceAll", "search", "slice", "split", "startsWith", "substr", "substring", "toLowerCase", "toString"),
        *("toUpperCase", "toLocaleLowerCase", "toLocaleUpperCase", "trim", "trimEnd", "trimStart", "arg"),
    ),
}
_OF_ANY = frozenset({"hasOwnProperty", "toString", "objectName"})
# An optional value is asked for before it is used.
_ASKED = re.compile(r"\s*(?:\?\?|\|\||&&|\?|[!=]==?)")
_ASKING = re.compile(r"(?:!|\btypeof\s|\bif\s*\(|\bBoolean\s*\()\s*[\w.]*$")
_MODIFIERS = (*("uturn", "sharp right", "right", "slight right", "straight", "slight left", "left", "sharp left"),)
ICONS = (
    *(
        "bolt",
        "calendar",
        "check",
        "ferry",
        "heart",
        "height",
        "late",
        "lift",
        "lost",
        "message",
        "microphone",
        "phone",
    ),
    *("pin", "speaker", "speed", "stairs", "sun", "timer", "warning", "waves"),
)
"""The drawings of ``arrow.js``."""
_WORDS: dict[tuple[str, str], tuple[str, ...]] = {
    ("Arrow", "type"): (
        *("turn", "new name", "depart", "arrive", "merge", "on ramp", "off ramp", "fork", "end of road", "continue"),
        *("roundabout", "rotary", "roundabout turn", "exit roundabout", "exit rotary", "notification", "use lane"),
    ),
    ("Arrow", "modifier"): _MODIFIERS,
    ("Arrow", "drivingSide"): ("left", "right"),
    **dict.fromkeys((("Icon", "name"), ("Card", "icon"), ("Meter", "icon")), ICONS),
}
_NUMBERS = {("Meter", "value"), ("AngularText", "degrees"), ("Icon", "degrees")}


def unknown_names(paths: Iterable[str], values: Mapping[str, object] | None = None) -> list[FileError]:
    """Every name in a screen's own files that is none, with what was probably meant.

    Args:
        paths: The screen's files.
        values: What the scenario keyframes, each with a value it has; None where the screen is looked at without one.

    Returns:
        In the order of the files.
    """
    found = []
    texts = list(own_texts(paths))
    kinds = [pair for _, _, code in texts for pair in _TYPED.findall(code)]
    others = {name for kind, name in kinds if kind != "color"}
    colours = ({*_COLOURS, *(name for kind, name in kinds if kind == "color")}) - others
    for path, text, code in texts:
        here = [
            *_unknown_members(path, text, code, values),
            *_unknown_words(path, text, code),
            *_words_for_numbers(path, text, code, values or {}),
            *_no_colours(path, text, code, values or {}, colours),
            *wrong_literals(path, text, code, values or {}),
        ]
        found += sorted(here, key=lambda error: (error.line or 0, error.column or 0))
    return found


_NAN = " is NaN"
_CONSEQUENCE = re.compile(rf"undefined|{_NAN}$")
_TEXT_GIVEN = re.compile(r" is a number; \S+ is ")
_NO_NUMBER = "Meter's value is a number"


def with_names(faults: Iterable[FileError], wrong: Sequence[FileError]) -> list[FileError]:
    """Faults of a screen, with the names that nothing answers to instead of what they have brought about.

    Args:
        faults: What drawing it has brought up.
        wrong: As `unknown_names` tells.

    Returns:
        The faults that are others, and all of `wrong`.
    """
    told = {(error.file, error.line) for error in wrong}
    # a text is there, and is not undefined
    named = {(error.file, error.line) for error in wrong if not _TEXT_GIVEN.search(error.message)}
    places = {error.place for error in wrong}
    numbers = any(_NO_NUMBER in error.message for error in wrong)
    kept = [
        one
        for one in faults
        if one.place not in places
        and not (_CONSEQUENCE.search(one.message) and (one.file, one.line) in (told if _NAN in one.message else named))
        and not (_NO_NUMBER in one.message and numbers)
        and not (_CONSEQUENCE.search(one.message) and of_item(one, wrong))
    ]
    return [*kept, *wrong]


def in_order(faults: Iterable[FileError]) -> list[FileError]:
    """Faults as they are told: each once, by file and place, those without a line last."""
    once: dict[str, FileError] = {}
    for one in faults:
        # a piece that is given nothing asks it for all kinds of things
        asks = one.message.startswith("asks for") and one.column is not None
        once.setdefault(one.place if asks else str(one), one)
    return sorted(once.values(), key=lambda one: (one.line is None, one.file, one.line or 0, one.column or 0))


def _unknown_members(path: str, text: str, code: str, values: Mapping[str, object] | None) -> Iterator[FileError]:
    for owner, begin, end in paths_to_hud(code):
        for part in re.finditer(r"\w+", code[begin:end]):
            name, start = part[0], begin + part.start()
            known: Collection[str] | None = _MEMBERS.get(owner)
            if owner == "hud.values" and name not in _OF_ANY and values is not None and name not in values:
                near = did_you_mean(name, sorted(values))
                if near.startswith("did") or not _asked(text, code, name, begin, begin + part.end()):
                    hint = near or "keyframe it under values:, or ask first whether it is there"
                    yield place(path, text, start, f"the scenario has no value '{short(name)}'", hint)
                break
            kind = _kind_of(owner, values)
            if kind and name not in _OF_PLAIN[kind] and name not in _OF_ANY:
                hint = did_you_mean(name, _OF_PLAIN[kind]) if kind == "text" else ""
                hint = hint if hint.startswith("did") else f"use {owner} by itself"
                yield place(path, text, start, f"{owner} is a {kind}; it has no '{short(name)}'", hint)
                break
            if known is not None and name not in known and name not in _OF_ANY:
                near = did_you_mean(name, list(known))
                yield place(path, text, start, f"{owner} has no '{short(name)}'", near or "see the manual of screens")
                break
            owner = f"{owner}.{name}"


def _kind_of(path: str, values: Mapping[str, object] | None) -> str:
    """Of a path of names: ``number`` or ``text``; empty where it is neither, or may be nothing."""
    of, _, name = path.rpartition(".")
    if of != "hud.values":
        return "text" if path in _TEXTS else "number" if path in _REALS else ""
    value = (values or {}).get(name)
    if isinstance(value, str):
        return "text"
    return "number" if isinstance(value, int | float) and not isinstance(value, bool) else ""


def _asked(text: str, code: str, name: str, begin: int, end: int) -> bool:
    """Whether a screen asks if a value is there, where it reads it or for all of the file."""
    return bool(
        _ASKED.match(code, end)
        or _ASKING.search(code, max(0, begin - 40), begin)
        or re.search(rf"""["']{name}["']\s+in\s+hud\.values\b""", text)
    )


def _unknown_words(path: str, text: str, code: str) -> Iterator[FileError]:
    for (piece, name), known in {**_WORDS, **dict.fromkeys(_NUMBERS, ())}.items():
        if not is_piece(piece, path, code):
            continue
        for used in re.finditer(rf"(?<![\w.]){piece}\b(?=\s*\{{)", code):
            begin, end = body_of(code, used.end())
            said = re.search(rf"(?<![\w.]){name}\s*:", shallow(code[begin:end]))
            if said is None:
                continue
            start = begin + said.end()
            word = re.compile(r"""\s*(["'])((?:(?!\1)[^\\\n])*)\1[ \t]*(?=[;\n}]|$)""").match(text, start)
            if word is None or word[2] in known or (known and not word[2]):
                continue
            message = f"{piece} knows no {name} '{short(word[2])}'"
            if known is ICONS:
                message = f"there is no icon '{short(word[2])}'"
            elif not known:
                message = f"{piece}'s {name} is a number, not a text"
            hint = (
                did_you_mean(word[2], known)
                if known
                else f"write it without quotes, or bind it: {name}: hud.values.level"
            )
            yield place(path, text, word.start(2), message, hint or f"one of {', '.join(known)}")


# Of every item, so that none can have a text of that name, or of a group of Qt's.
_OF_ITEMS = re.compile(
    r"(?:^|(?<=[{;\n]))[ \t]*(?P<name>x|y|z|width|height|implicitWidth|implicitHeight|rotation|scale|opacity"
    r"|font\.pixelSize|border\.width|anchors\.\w*[mM]argins?)\s*:"
)
_COLOURS = ("color", "colour", "border.color", "strokeColor", "fillColor")
_TYPED = re.compile(r"\bproperty\s+([\w.<>]+)\s+(\w+)")
_BINDING = re.compile(
    r"(?:^|(?<=[{;\n]))[ \t]*(?:(?:readonly|required|default)\s+)*(?:property\s+color\s+)?(?P<name>[a-z][\w.]*)\s*:"
)
_ITEM = re.compile(r"\b[A-Z]\w*(?:\s+on\s+[\w.]+)?\s*$")
_FAR = 10_000  # from an item's brace
_FIGURES = re.compile(r"\s*[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?\s*$")
_BOUND = re.compile(r"[ \t]*(?=[A-Za-z_])(?:[A-Za-z_]\w*\s*\??\.\s*)+[A-Za-z_]\w*[ \t]*(?=[;\n}])")


def _words_for_numbers(path: str, text: str, code: str, values: Mapping[str, object]) -> Iterator[FileError]:
    """Numbers that are bound to a text of the state, plainly: ``value: hud.values.task``."""
    spelled = {end: (owner, begin) for owner, begin, end in paths_to_hud(code)}
    for name, start, loose in _bindings_of_numbers(path, code):
        bound = _BOUND.match(code, start)
        if bound is None or (stop := bound.start() + len(bound[0].rstrip())) not in spelled:
            continue
        start = stop - len(bound[0].strip())
        owner, names = spelled[stop]
        whole = ".".join([owner, *re.findall(r"\w+", code[names:stop])])
        of, _, last = whole.rpartition(".")
        value = values.get(last) if of == "hud.values" else None
        # Qt makes a number of figures and of true
        if isinstance(value, str | bool) and not (loose and (value is True or not value or _FIGURES.match(str(value)))):
            message = f"{name} is a number; {whole} is {_as_written(value)}"
            yield place(path, text, start, message, "show it in an AngularText, or keyframe numbers")
        elif whole in _TEXTS:
            yield place(path, text, start, f"{name} is a number; {whole} is a text", _instead(of, last))


def _no_colours(
    path: str, text: str, code: str, values: Mapping[str, object], names: Collection[str]
) -> Iterator[FileError]:
    """Colours that are bound plainly to what is none, which Qt makes any colour of: ``color: hud.values.lap``."""
    spelled: dict[int, tuple[str, int]] | None = None
    for said in _BINDING.finditer(code) if path.endswith(".qml") else ():
        bound = _BOUND.match(code, said.end())
        if said["name"] not in names or bound is None or not _in_item(code, said.start()):
            continue
        spelled = spelled or {end: (owner, begin) for owner, begin, end in paths_to_hud(code)}
        if (stop := bound.start() + len(bound[0].rstrip())) not in spelled:
            continue
        owner, begin = spelled[stop]
        whole = ".".join([owner, *re.findall(r"\w+", code[begin:stop])])
        of, _, last = whole.rpartition(".")
        value = values.get(last) if of == "hud.values" else None
        if whole in _TEXTS or whole in _REALS:
            what = "a text" if whole in _TEXTS else "a number"
        elif isinstance(value, str) and not _is_colour(value):
            what = _as_written(value)
        elif isinstance(value, int | float):
            what = _as_written(value) if isinstance(value, bool) else f"the number {value:g}"
        else:
            continue
        hint = 'give it a colour, such as Theme.text or "#40d080"'
        yield place(path, text, stop - len(bound[0].strip()), f"{said['name']} is a colour; {whole} is {what}", hint)


def _is_colour(text: str) -> bool:
    from PySide6.QtGui import QColor  # only where a colour is bound to a text

    return QColor.isValidColorName(text)


def _bindings_of_numbers(path: str, code: str) -> Iterator[tuple[str, int, bool]]:
    """Bindings of numbers: the number, where what it is bound to begins, and whether it takes a text in figures."""
    for said in _OF_ITEMS.finditer(code) if path.endswith(".qml") else ():
        if _BOUND.match(code, said.end()) and _in_item(code, said.start()):
            yield said["name"], said.end(), True
    for piece, name in sorted(_NUMBERS):
        if not is_piece(piece, path, code):
            continue
        for used in re.finditer(rf"(?<![\w.]){piece}\b(?=\s*\{{)", code):
            begin, end = body_of(code, used.end())
            if given := re.search(rf"(?<![\w.]){name}\s*:", shallow(code[begin:end])):
                yield f"{piece}'s {name}", begin + given.end(), False


def _in_item(code: str, at: int) -> bool:
    """Whether a place is directly in an item's braces, not in those of a function or of an object."""
    depth = 0
    for k in range(at - 1, max(-1, at - _FAR), -1):
        depth += (code[k] == "}") - (code[k] == "{")
        if depth < 0:
            return bool(_ITEM.search(code, max(0, k - 200), k))
    return False


def _instead(owner: str, name: str) -> str:
    """What to do with a text of the state where a number is wanted."""
    near = [one for one in _MEMBERS.get(owner, ()) if one in (f"{name}M", f"{name}S")]
    return f"did you mean {owner}.{near[0]}?" if near else "show it in an AngularText"


def _as_written(value: str | bool) -> str:
    return str(value).lower() if isinstance(value, bool) else f"the text '{short(value, 30)}'"


_CALLED = re.compile(r"""\bobjectName\s*:\s*(?:"([^"\n]*)"|'([^'\n]*)')[ \t]*(?=[;\n}/])|\bid\s*:\s*(\w+)""")
_COMPUTED = re.compile(r"\bobjectName\s*:")
KINDS = ("text", "shape", "image", "rectangle", "group")


def element_names(texts: Iterable[str]) -> frozenset[str] | None:
    """What the items of QML files are called, by ``objectName`` or ``id``, and the kinds of those without a name.

    Args:
        texts: Of the files.

    Returns:
        The names; None where one is computed, so that nobody can know them all.
    """
    found = set(KINDS)
    for text in texts:
        named = list(_CALLED.finditer(text))
        if len(_COMPUTED.findall(text)) > sum(match[3] is None for match in named):
            return None
        found |= {match[1] or match[2] or match[3] or "" for match in named}
    return frozenset(name for name in found if name and name != "~")
