"""A scenario file, as written: what is allowed in it and what each key means. `hud.scenario.loader` reads it."""

from __future__ import annotations

import math
import re
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from hud.environment import MAX_ILLUMINANCE_LX, parse_illuminance
from hud.footage.limits import FPS, HFOV_DEG, SEEDS, TimeOfDay
from hud.guidance.travel import MAX_SPEED_M_S, MIN_SPEED_M_S
from hud.units import parse_quantity
from hud.yamldoc import Degrees, DegreesPerSecond, Hertz, Metres, MetresPerSecond, Model, Ratio, Seconds

MAX_DURATION_S = 24 * 3600.0
MAX_EVENTS = 20_000

Ease = Literal["step", "linear", "smooth"]
Gesture = Literal["tap", "double-tap", "long-press", "swipe-forward", "swipe-back"]


def _lux(value: object) -> object:
    # inside a keyframe the key itself is the unit: {at: 40 s, lux: 300}
    return parse_illuminance(value) if isinstance(value, str) else value


def _as_keyframes(key: str) -> BeforeValidator:
    """A constant is one keyframe at the start, so that errors need not choose between two readings."""

    def read(value: object) -> object:
        if isinstance(value, list):
            return value
        return [value] if isinstance(value, dict) else [{"at": 0, key: value}]

    return BeforeValidator(read)


def _illuminance_constant(value: object) -> object:
    if isinstance(value, str):
        return parse_illuminance(value)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return parse_quantity(value, "illuminance")
    return value


def _clock(value: str) -> str:
    match = re.fullmatch(r"(\d{1,2}):(\d\d)(?::(\d\d))?", value, re.ASCII)
    if not match or int(match[1]) > 23 or int(match[2]) > 59 or int(match[3] or 0) > 59:
        raise ValueError(f"'{value}' is not a time of day; write for example \"08:12\"")
    return value


def _language(value: str) -> str:
    if not re.fullmatch(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8}){0,4}", value, re.ASCII):
        raise ValueError(f"'{value}' is not a language code; write for example en, zh or zh-Hant")
    return value


Text = Annotated[str, Field(min_length=1, max_length=400)]
FileName = Annotated[str, Field(min_length=1, max_length=400)]
Language = Annotated[str, AfterValidator(_language)]
Time = Annotated[Seconds, Field(ge=0, le=MAX_DURATION_S)]
Length = Annotated[Seconds, Field(gt=0, le=MAX_DURATION_S)]
Share = Annotated[Ratio, Field(ge=0, le=1)]


class LuxKeyframe(Model):
    """The light at a moment."""

    at: Time
    lux: Annotated[float, BeforeValidator(_lux), Field(ge=0, le=MAX_ILLUMINANCE_LX)]
    ease: Ease = "step"


class ShareKeyframe(Model, populate_by_name=False):
    """A share of a whole at a moment."""

    at: Time
    value: Share = Field(alias="is")
    ease: Ease = "step"


def _plain_value(value: object) -> object:
    if isinstance(value, float) and not math.isfinite(value):
        raise ValueError(f"'{value}' is not a finite number; write a number")
    if isinstance(value, bool | str):
        return value
    if isinstance(value, int | float):
        # beyond this a screen's numbers (JavaScript's) are no longer exact, and a giant cannot be a float
        if abs(value) > 2**53:
            raise ValueError("this number is too large; use one below 2^53")
        return float(value)
    raise ValueError("a value is a number, a text, true or false; write one of these")


class ValueKeyframe(Model, populate_by_name=False):
    """A value of the scenario's own at a moment."""

    at: Time
    value: Annotated[Any, BeforeValidator(_plain_value)] = Field(alias="is")
    ease: Ease = "step"


Shares = Annotated[list[ShareKeyframe], _as_keyframes("is"), Field(min_length=1, max_length=MAX_EVENTS)]
Lux = Annotated[
    list[LuxKeyframe],
    _as_keyframes("lux"),
    BeforeValidator(_illuminance_constant),
    Field(min_length=1, max_length=MAX_EVENTS),
]
Values = Annotated[list[ValueKeyframe], _as_keyframes("is"), Field(min_length=1, max_length=MAX_EVENTS)]


class Footage(Model):
    """What stands behind the glasses."""

    source: FileName = "street"
    """``street``, a colour, ``webcam:0``, or a file or folder beside the scenario."""
    hfov: Annotated[Degrees, Field(ge=HFOV_DEG[0], le=HFOV_DEG[1])] | None = None
    fps: Annotated[Hertz, Field(ge=FPS[0], le=FPS[1])] | None = None
    """Of a folder of pictures, or wanted from a camera."""
    time_of_day: TimeOfDay | None = None
    """Of the street."""
    seed: Annotated[int, Field(ge=0, lt=SEEDS)] | None = None
    """Of the street: another number is another street."""
    standing: bool | None = None
    """Of the street: the wearer stays where the way begins."""


class World(Model):
    """What surrounds the wearer."""

    footage: Footage = Footage()
    illuminance: Lux
    white_reflectance: Annotated[Ratio, Field(gt=0, le=1)] = 0.8
    """What the footage's white reflects; matte white paper has 80 %."""
    distance: Annotated[Metres, Field(gt=0.05, le=1e6)] | None = None
    """Of the world, for its blur in an eye that is focused on the display; sharp where left out."""


PupilShift = Annotated[Metres, Field(ge=-0.05, le=0.05)]
TurnRate = Annotated[DegreesPerSecond, Field(ge=-1000, le=1000)]


class Wearer(Model):
    """How the glasses sit, and how the head moves; to the right and up each."""

    pupil: Annotated[list[PupilShift], Field(min_length=2, max_length=2)] = Field(default_factory=lambda: [0.0, 0.0])
    """Of each pupil from the middle of its eyebox."""
    head_rate: Annotated[list[TurnRate], Field(min_length=2, max_length=2)] = Field(default_factory=lambda: [0.0, 0.0])


class Display(Model):
    """How the glasses are set."""

    brightness: Shares
    """Share of the device's peak luminance."""


class Status(Model):
    """The glasses' own state."""

    battery: Shares


class Travel(Model):
    """How the wearer goes along the route."""

    file: FileName | None = None
    speed: Annotated[MetresPerSecond, Field(ge=MIN_SPEED_M_S, le=MAX_SPEED_M_S)] | None = None

    @model_validator(mode="after")
    def _one(self) -> Travel:
        if (self.file is None) == (self.speed is None):
            raise ValueError("travel needs one of a file and a speed; write walk.gpx or {speed: 1.4 m/s}")
        return self


def _travel(value: object) -> object:
    return {"file": value} if isinstance(value, str) else value


class Navigation(Model):
    """Guidance along a route."""

    route: FileName
    travel: Annotated[Travel, BeforeValidator(_travel)]
    units: Literal["metric", "imperial", "british"] | None = None
    """What distances are said in; None is what the route's language and voice texts use."""
    language: Language | None = None
    """Of the instructions. A route in another language gets sentences in this one; one that does not say its language
    is taken to be in this one."""
    mode: Literal["walking", "cycling", "driving"] | None = None
    """How the wearer goes; None is what the route says, or what its pace tells."""


class Captions(Model, populate_by_name=False):
    """What is said, as a caption file has it, and its translation."""

    file: FileName
    from_: Language = Field(alias="from")
    to: Language | None = None
    translations: FileName | None = None
    delay: Annotated[Seconds, Field(ge=0, le=30)] = 0.0
    """From the beginning of a cue to its translation (without one: to the caption)."""

    @model_validator(mode="after")
    def _pair(self) -> Captions:
        if self.translations is not None and self.to is None:
            raise ValueError("translations are given without their language; add to: en")
        if self.to is not None and self.translations is None:
            raise ValueError("'to' is given without a file; add translations: talk.en.vtt")
        return self


class Notice(Model, populate_by_name=False):
    """A message that comes in."""

    title: Text
    body: Annotated[str, Field(max_length=400)] = ""
    for_: Length = Field(default=5.0, alias="for")


class Fault(Model, populate_by_name=False):
    """Something that goes wrong."""

    link: Literal["lost", "late"]
    for_: Length = Field(alias="for")


class Event(Model):
    """What happens at one moment."""

    at: Time
    notice: Notice | None = None
    input: Gesture | None = None
    fault: Fault | None = None

    @model_validator(mode="after")
    def _one(self) -> Event:
        if sum(part is not None for part in (self.notice, self.input, self.fault)) != 1:
            raise ValueError("an event is one thing; give one of notice, input and fault")
        return self


Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=60)]


class Track(Model):
    """One strand of the scenario."""

    navigation: Navigation | None = None
    captions: Captions | None = None
    values: Annotated[dict[Name, Values], Field(min_length=1)] | None = None
    events: Annotated[list[Event], Field(min_length=1, max_length=MAX_EVENTS)] | None = None

    @model_validator(mode="after")
    def _one(self) -> Track:
        if len(self.model_fields_set) != 1 or None in (getattr(self, name) for name in self.model_fields_set):
            raise ValueError(
                "a track is one thing; start navigation, captions, values and events each with a dash of its own"
            )
        return self


class ScenarioFile(Model):
    """The whole file."""

    hud: Literal[1]
    """Version of the format."""
    title: Annotated[str, Field(min_length=1, max_length=120)]
    description: Annotated[str, Field(max_length=2000)] = ""
    device: FileName
    """Id of a shipped profile, or a profile beside the scenario."""
    duration: Length
    clock: Annotated[str, AfterValidator(_clock)] | None = None
    """Time of day at the start."""
    world: World
    wearer: Wearer = Wearer()
    display: Display | None = None
    status: Status | None = None
    screen: FileName | None = None
    """QML beside the scenario; the shipped screens where left out."""
    tracks: Annotated[list[Track], Field(max_length=100)] = Field(default_factory=list)
    stills: Annotated[list[Time], Field(max_length=1000)] = Field(default_factory=list)
    """Moments worth a picture."""
