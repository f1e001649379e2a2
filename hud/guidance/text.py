"""Sentences for route steps, in the languages of osrm-text-instructions.

A port of that library's ``compile`` for version 5 (0.15.0, BSD-2-Clause); its language and grammar files are
bundled unchanged, so that a sentence here is the sentence a phone's navigation would show.
"""

from __future__ import annotations

import json
import re
from functools import cache
from typing import TYPE_CHECKING, Any

from hud.guidance.spoken import SAME_AS
from hud.resources import asset_path

if TYPE_CHECKING:
    from collections.abc import Mapping

_FOLDER = "guidance/osrm-text-instructions"
_TOKEN = re.compile(r"\{(\w+)(?::(\w+))?\}", re.ASCII)
# entries of a language file that are no manoeuvre types
_NOT_TYPES = frozenset({"constants", "modes", "phrase"})
# upper limit of each compass sector; at 20, 110, ... the sector before still counts, at 70, 160, ... the next
_COMPASS = ("north", "northeast", "east", "southeast", "south", "southwest", "west", "northwest")


@cache
def languages() -> tuple[str, ...]:
    """The languages there are sentences for, as BCP 47 tags, sorted."""
    return tuple(sorted(file.stem for file in asset_path(f"{_FOLDER}/translations").glob("*.json")))


@cache
def best_language(language: str) -> str:
    """The language with sentences that serves a reader of ``language`` best.

    Args:
        language: A BCP 47 tag, such as ``zh-CN`` or ``en-GB``; case and underscores do not matter.

    Returns:
        An element of `languages`: the tag itself, then language and script, language and region, the
        language, the language in any script, in any region, and at last English. So far as the library has it;
        besides, Norwegian in either form and the old codes of Hebrew and Indonesian find their language.
    """
    known = languages()
    parts = language.replace("_", "-").split("-")
    lang = SAME_AS.get(parts[0].lower(), parts[0].lower())
    script = next((part.title() for part in parts[1:] if len(part) == 4), "")
    region = next((part.upper() for part in parts[1:] if len(part) in (2, 3)), "")
    for wanted in (language, f"{lang}-{script}", f"{lang}-{region}", lang):
        if wanted in known:
            return wanted
    kin = [tag for tag in known if tag.startswith(f"{lang}-")]
    return next((tag for tag in kin if len(tag.split("-")[1]) == 4), kin[0] if kin else "en")


def has_sentences(language: str) -> bool:
    """Whether `best_language` is the language that was asked for, in its script."""
    best = best_language(language).split("-")
    parts = language.replace("_", "-").split("-")
    first = SAME_AS.get(parts[0].lower(), parts[0].lower())
    traditional = {"Hant", "TW", "HK", "MO"} & {part.title() if len(part) == 4 else part.upper() for part in parts}
    return best[0] == first and not ("Hans" in best and traditional)


def step_text(step: Mapping[str, Any], language: str, *, options: Mapping[str, Any] | None = None) -> str:
    """The sentence for one step of an OSRM version 5 route.

    Args:
        step: A step as OSRM writes it: ``maneuver`` with ``type`` and ``modifier``, ``name``, ``ref``, ...
        language: A BCP 47 tag; one without sentences is served as `best_language` says.
        options: ``legIndex`` and ``legCount`` (integers), ``classes`` (of the road: a list of texts) and
            ``waypointName``, as the library has them.

    Returns:
        The sentence without a full stop.

    Raises:
        ValueError: The step is not one; says what is wrong with it.
    """
    options = options or {}
    code = best_language(language)
    words = _language(code)["v5"]
    manoeuvre = step.get("maneuver") if isinstance(step, dict) else None
    if not isinstance(manoeuvre, dict):
        raise ValueError("the step has no maneuver")
    kind = _text(manoeuvre, "type")
    modifier = _text(manoeuvre, "modifier")
    if not kind:
        raise ValueError("the step's maneuver has no type")
    if kind not in ("depart", "arrive") and not modifier:
        raise ValueError(f"the step's maneuver, a {kind}, has no modifier")
    if kind not in words or kind in _NOT_TYPES:
        kind = "turn"
    name = _way_name(code, step, options)
    lane = _lane_config(step) if kind == "use lane" else ""
    forms = _forms(words, step, kind, modifier, lane)
    exit_number = manoeuvre.get("exit") or 1
    ordinals = words["constants"]["ordinalize"]
    leg, legs = options.get("legIndex"), options.get("legCount")
    tokens = {
        "way_name": name,
        "destination": _first_destination(_text(step, "destinations")),
        "exit": _text(step, "exits").split(";")[0],
        "exit_number": ordinals.get(str(exit_number), ""),
        "rotary_name": _text(step, "rotary_name"),
        "lane_instruction": words["constants"]["lanes"].get(lane, ""),
        "modifier": words["constants"]["modifier"].get(modifier, modifier),
        "direction": _direction(words, manoeuvre.get("bearing_after")),
        "nth": ordinals.get(str(leg + 1), "") if isinstance(leg, int) and leg >= 0 and legs != leg + 1 else "",
        "waypoint_name": _text(options, "waypointName"),
        "junction_name": _text(step, "junction_name").split(";")[0],
    }
    return _fill(code, _choose(forms, step, tokens), tokens)


def name_and_ref(name: str, refs: str) -> tuple[str, str]:
    """A way's own name, and its first reference, either of which may be empty.

    Args:
        name: As a step has it. Mapbox writes the references into it: alone, or in brackets behind it.
        refs: References as a step has them, parted by semicolons: ``A 115; B 2``.
    """
    if refs:
        name = "" if name == refs else name.replace(f" ({refs})", "", 1)
    return name, refs.split(";")[0]


def before_arrival(sentence: str, language: str) -> str:
    """What to say of an arrival that lies ahead: "You will arrive ..." for "You have arrived ...".

    Routing servers word the last step as it is said on the spot.

    Args:
        sentence: The route's own words for its last step.
        language: Of the route, a BCP 47 tag; may be empty.

    Returns:
        The library's sentence for later (ours, where it has the words for now there too) where these are its words
        for now, else the sentence as it is.
    """
    for code in dict.fromkeys((best_language(language), "en")):
        later = arrival_words(code).get(sentence.strip().rstrip("."))
        if later:
            return later
    for there, ahead in _OTHER_ARRIVALS:
        if there.match(sentence):
            return there.sub(ahead, sentence, count=1)
    return sentence


# How services' own words of arrival begin, and how they would before it.
_OTHER_ARRIVALS = tuple(
    (re.compile(there), ahead)
    for there, ahead in (
        (r"You have arrived\b", "You will arrive"),
        (r"Vous êtes arrivée?s?\b", "Vous arriverez"),
        (r"(?:Sie haben Ihr|Du hast dein) Ziel erreicht\b", "Sie erreichen Ihr Ziel"),
        (r"Has llegado\b", "Llegarás"),
        (r"Ha llegado\b", "Llegará"),
        (r"Sei arrivat[oa]\b", "Arriverai"),
        (r"Você chegou\b", "Você chegará"),
        (r"U bent (?:gearriveerd|aangekomen)\b", "U arriveert straks"),
        (r"Вы прибыли\b", "Вы прибудете"),
        (r"您?已经?(?:到达|抵达)", "即将到达"),
        (r"目的地に到着しました", "まもなく目的地に到着します"),
        (r"목적지에 도착했습니다", "곧 목적지에 도착합니다"),
    )
)


def in_distance(distance: str, sentence: str, language: str) -> str:
    """What to say ahead of a manoeuvre: "In 200 m, turn left onto Mill Lane".

    Args:
        distance: As it is said.
        sentence: The instruction.
        language: A BCP 47 tag; may be empty.
    """
    code = best_language(language)
    phrase: str = _language(code)["v5"]["phrase"]["one in distance"]
    return _fill(code, phrase, {"distance": distance, "instruction_one": _inside(sentence, code)})


def linked(first: str, second: str, language: str, distance: str = "") -> str:
    """Two instructions in one sentence: "Turn right, then, in 60 m, turn left onto Mill Lane".

    Args:
        first: The instruction that comes first.
        second: The one after it.
        language: A BCP 47 tag; may be empty.
        distance: From the one to the other as it is said; empty where it is not worth saying.
    """
    code = best_language(language)
    phrase: str = _language(code)["v5"]["phrase"]["two linked by distance" if distance else "two linked"]
    words = {"distance": distance, "instruction_one": first.rstrip(".。"), "instruction_two": _inside(second, code)}
    return _fill(code, phrase, words)


def _inside(sentence: str, code: str) -> str:
    """An instruction inside another sentence: it begins small, unless its first word is a name or all in capitals."""
    named = re.match(r"\w+ \d+\b", sentence)  # "Waypoint 1"
    small = sentence[1:2].islower() and not named and _begins_small(sentence, code)
    return sentence[:1].lower() + sentence[1:] if small else sentence


# in German nouns and the polite "you" are written large anywhere
_ALWAYS_LARGE = frozenset({"Sie", "Ihr", "Ihre", "Ausfahrt", "Auffahrt", "Fähre", "Kreisverkehr", "Ziel"})
# languages whose instructions begin with the street's name
_NAME_FIRST = frozenset({"tr", "ja", "ko", "my", "zh-Hans"})


def _begins_small(sentence: str, code: str) -> bool:
    """Whether an instruction loses its capital inside another sentence."""
    return code not in _NAME_FIRST and not (code == "de" and sentence.split(maxsplit=1)[0] in _ALWAYS_LARGE)


# languages whose file has the words for now also for later: what to put for what
_LATER = {
    "de": ("Sie haben Ihr {nth} Ziel erreicht", "Sie erreichen Ihr {nth} Ziel"),
    "id": ("Anda telah tiba di", "Anda akan tiba di"),
    "it": ("Sei arrivato alla", "Arriverai alla"),
    "pl": ("Dojechano do", "Dojedziesz do"),
    "ro": ("Ați ajuns la", "Veți ajunge la"),
    "tr": ("ulaştınız", "ulaşacaksınız"),
}


@cache
def arrival_words(code: str) -> dict[str, str]:
    """Sentence on the spot to sentence ahead of it, for every side and every stop on the way."""
    words = _language(code)["v5"]
    now, later = _LATER.get(code, ("", ""))
    return {
        _fill(code, form["default"], {"nth": nth}): _fill(code, form["upcoming"].replace(now, later), {"nth": nth})
        for form in words["arrive"].values()
        if "upcoming" in form
        for nth in ("", *words["constants"]["ordinalize"].values())
    }


def _text(mapping: Mapping[str, Any], key: str) -> str:
    value = mapping.get(key)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise ValueError(f"the step's {key} is not text")
    return value


@cache
def _language(code: str) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(asset_path(f"{_FOLDER}/translations/{code}.json").read_text(encoding="utf-8"))
    return content


@cache
def _grammar(code: str, case: str) -> tuple[tuple[re.Pattern[str], str, int], ...]:
    """Rules of a grammatical case: pattern, replacement, and how often it applies (0 always)."""
    folder = asset_path(f"{_FOLDER}/grammar")
    file = folder / f"{code}.json"
    if not file.is_file():
        return ()
    content = json.loads(file.read_text(encoding="utf-8"))
    marks = content["meta"].get("regExpFlags", "")
    flags = re.IGNORECASE if "i" in marks else re.NOFLAG
    return tuple(
        # in JavaScript, where the rules come from, a digit is 0..9 and a group is $1
        (re.compile(rule[0].replace(r"\d", "[0-9]"), flags), re.sub(r"\$(\d)", r"\\g<\1>", rule[1]), "g" not in marks)
        for rule in content["v5"].get(case, ())
    )


def _forms(words: dict[str, Any], step: Mapping[str, Any], kind: str, modifier: str, lane: str) -> dict[str, Any]:
    """The sentences to choose from: by the step's mode, else its type and modifier."""
    of_kind = words[kind]
    if kind == "use lane" and lane not in words["constants"]["lanes"]:
        no_lanes: dict[str, Any] = of_kind["no_lanes"]
        return no_lanes
    special: dict[str, Any] | None = words["modes"].get(_text(step, "mode"))
    if special:
        return special
    # the side of an off ramp goes without saying where it is the side one drives on, or none is known ("")
    usual = kind == "off ramp" and step.get("driving_side") is not None and _text(step, "driving_side") in modifier
    forms: dict[str, Any] = of_kind["default"] if usual else of_kind.get(modifier, of_kind["default"])
    if kind in ("rotary", "roundabout"):
        named, exits = bool(_text(step, "rotary_name")), bool(step["maneuver"].get("exit"))
        if named and exits and "name_exit" in forms:
            forms = forms["name_exit"]
        elif named and "name" in forms:
            forms = forms["name"]
        elif exits and "exit" in forms:
            forms = forms["exit"]
        else:
            forms = forms["default"]
    return forms


def _choose(forms: dict[str, Any], step: Mapping[str, Any], tokens: dict[str, str]) -> str:
    """The sentence that uses the most telling of what is known."""
    # what the step has counts, though nothing may be left of it to say (", Foo"): so it is in the library
    destinations, exits = _text(step, "destinations"), _text(step, "exits")
    choices = (
        ("exit_destination", destinations and exits),
        ("destination", destinations),
        ("exit", exits),
        ("junction_name", _text(step, "junction_name")),
        ("name", tokens["way_name"]),
        ("named", tokens["waypoint_name"]),
    )
    sentence: str = next((forms[key] for key, known in choices if known and key in forms), forms["default"])
    return sentence


def _way_name(code: str, step: Mapping[str, Any], options: Mapping[str, Any]) -> str:
    classes = options.get("classes") or []
    if not isinstance(classes, list):
        raise ValueError("classes is not a list")
    name, ref = name_and_ref(_text(step, "name"), _text(step, "ref"))
    motorway = "motorway" in classes
    if name and ref and name != ref and not motorway:
        phrase = _language(code)["v5"]["phrase"].get("name and ref") or "{name} ({ref})"
        return _fill(code, phrase, {"name": name, "ref": ref})
    if name and ref and motorway and re.search("[0-9]", ref):
        return ref
    return name or ref


def _first_destination(destinations: str) -> str:
    parts = destinations.split(": ")
    ref = parts[0].split(",")[0]
    place = parts[1].split(",")[0] if len(parts) > 1 else ""
    return f"{ref}: {place}" if ref and place else ref or place


def _direction(words: dict[str, Any], bearing: object) -> str:
    if bearing is None:
        return ""
    if not isinstance(bearing, int | float) or not 0 <= bearing <= 360:
        raise ValueError(f"the bearing {bearing!r} is not between 0 and 360")
    quarter, rest = divmod(bearing, 90)
    sector = 2 * int(quarter) + (0 if rest <= 20 else 1 if rest < 70 else 2)
    direction: str = words["constants"]["direction"][_COMPASS[sector % 8]]
    return direction


def _lane_config(step: Mapping[str, Any]) -> str:
    """Neighbouring lanes of one kind as one letter: ``o`` leads on, ``x`` does not."""
    try:
        letters = ["o" if lane.get("valid") else "x" for lane in step["intersections"][0]["lanes"]]
    except (KeyError, IndexError, TypeError, AttributeError):
        raise ValueError("the step is to use a lane and names none") from None
    return "".join(a for a, before in zip(letters, ["", *letters], strict=False) if a != before)


def _fill(code: str, sentence: str, tokens: dict[str, str]) -> str:
    """Put words in place of tokens, in the case the sentence asks for, and begin with a capital."""
    capital = bool(_language(code)["meta"]["capitalizeFirstLetter"])
    starts_with_token = False

    def word(match: re.Match[str]) -> str:
        nonlocal starts_with_token
        tag, case = match[1], match[2]
        if tag not in tokens:
            return match[0]
        value = _inflect(code, tokens[tag], case) if case else tokens[tag]
        if match.start() == 0 and capital:
            starts_with_token = True
            value = _capitalise(code, value)
        return value

    filled = _TOKEN.sub(word, sentence).replace("  ", " ")
    return filled if starts_with_token or not capital else _capitalise(code, filled)


def _inflect(code: str, name: str, case: str) -> str:
    rules = _grammar(code, case)
    if not rules:
        return name
    padded = f" {name} "
    for pattern, replacement, times in rules:
        padded = pattern.sub(replacement, padded, count=times)
    return padded.strip()


def _capitalise(code: str, text: str) -> str:
    first = "İ" if code == "tr" and text[:1] == "i" else text[:1].upper()
    return first + text[1:]
