"""A scenario file, as written: what is allowed in it and what each key means. `hud.scenario.loader` reads it.

Which keys may stand together, `hud.scenario.rules` knows.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal, get_args

from pydantic import BeforeValidator, Field, WithJsonSchema

from hud.errors import did_you_mean
from hud.footage.limits import (
    FPS,
    HFOV_DEG,
    MOMENT_S,
    PEOPLE,
    SEEDS,
    Menu,
    SignLanguage,
    SlideLanguage,
    TableGame,
    TimeOfDay,
    Traffic,
    Vehicle,
    Weather,
)
from hud.guidance.travel import MAX_SPEED_M_S, MIN_SPEED_M_S
from hud.scenario.fields import (
    MAX_EVENTS,
    FileName,
    HeadKeyframe,
    Language,
    Length,
    Lux,
    Name,
    Share,
    Shares,
    Text,
    Time,
    TimeOfDayText,
    Values,
    one_or_more,
)
from hud.scenario.link import LINKS
from hud.scenario.schema_expect import Expectation
from hud.yamldoc import (
    Degrees,
    DegreesPerSecond,
    Hertz,
    Kilobytes,
    Metres,
    MetresInMm,
    MetresPerSecond,
    Model,
    Ratio,
    Seconds,
    version_of,
)

Gesture = Literal[
    "tap",
    "double-tap",
    "long-press",
    "swipe-left",
    "swipe-right",
    "swipe-up",
    "swipe-down",
    "swipe-forward",
    "swipe-back",
    "head-nod",
]
GESTURES: tuple[str, ...] = get_args(Gesture)


class Footage(Model):
    """What stands behind the glasses."""

    source: FileName = "street"
    """`street`, `room`, `hall`, `station`, `table`, a colour (`grey`, `flat:#a0b0c0`), `webcam:0`, or what lies beside
    the scenario: a video, a picture, a folder of pictures."""
    hfov: Annotated[Degrees, Field(ge=HFOV_DEG[0], le=HFOV_DEG[1])] | None = None
    """Horizontal field of view of the camera."""
    fps: Annotated[Hertz, Field(ge=FPS[0], le=FPS[1])] | None = None
    """Pictures a second: of a folder of pictures, or wanted from a camera."""
    time_of_day: TimeOfDay | None = None
    """Of the street and of the room."""
    seed: Annotated[int, Field(ge=0, lt=SEEDS)] | None = None
    """Of a synthetic place: another number is another street."""
    standing: bool | None = None
    """Of the street: the wearer stays where the way begins."""
    weather: Weather | None = None
    """Of the street."""
    underpass: Annotated[list[Metres], Field(min_length=2, max_length=2)] | None = None
    """Of the street: from where to where along the way it leads below a railway."""
    vehicle: Vehicle | None = None
    """Of the street: a car has lower eyes, and its bonnet before them."""
    traffic: Traffic | None = None
    """Of the street: on which side one drives; where left out that of the route, else `right`."""
    signs: SignLanguage | None = None
    """Of the street: the language of the shops' names; where left out that of what is spoken, or of the guidance."""
    people: Annotated[int, Field(ge=PEOPLE[0], le=PEOPLE[1])] | None = None
    """Of the room: how many sit across the table."""
    table: TableGame | None = None
    """Of the room: what its table is laid for. On `chess` the first seven moves of an open Sicilian are made at 6, 14,
    23, 30, 41, 46 and 54 s."""
    menu: Menu | None = None
    """Of the table: in which language the menu is printed."""
    slides: Annotated[Seconds, Field(ge=MOMENT_S[0], le=MOMENT_S[1])] | None = None
    """Of the hall: for how long each of its three slides is shown."""
    slides_in: SlideLanguage | None = None
    """Of the hall: the language of its slides, `none` for pictures alone; where left out that of the captions."""
    arrival: Annotated[Seconds, Field(ge=MOMENT_S[0], le=MOMENT_S[1])] | None = None
    """Of the station: when the train stands at the platform."""


class World(Model):
    """What surrounds the wearer, and where they look."""

    footage: Footage = Footage()
    """What stands behind the glasses."""
    illuminance: Lux
    """Light on what is in view: `500 lx`, a name (`overcast`), or keyframes."""
    white_reflectance: Annotated[Ratio, Field(gt=0, le=1)] = 0.8
    """What the footage's white reflects; matte white paper has 80 %."""
    distance: Annotated[Metres, Field(gt=0.05, le=1e6)] | None = None
    """Of the world, for its blur in an eye that is focused on the display; sharp where left out."""
    head: Annotated[list[HeadKeyframe], Field(min_length=1, max_length=MAX_EVENTS)] | None = None
    """Keyframes of the head's pose, away from the footage's own: the world moves past the glasses, and how fast it
    does counts for the smear of the display."""


PupilShift = Annotated[MetresInMm, Field(ge=-0.05, le=0.05)]
TurnRate = Annotated[DegreesPerSecond, Field(ge=-1000, le=1000)]


class Wearer(Model):
    """How the glasses sit, and how the head moves; to the right and up each."""

    pupil: Annotated[list[PupilShift], Field(min_length=2, max_length=2)] = Field(default_factory=lambda: [0.0, 0.0])
    """Where each pupil is, from the middle of its eyebox: right, up."""
    head_rate: Annotated[list[TurnRate], Field(min_length=2, max_length=2)] = Field(default_factory=lambda: [0.0, 0.0])
    """How fast the head turns all the time, beside what `world.head` does, in front of a display whose light is all
    anchored to the world, and so late and smeared: right, up."""


class Display(Model):
    """How the glasses are set."""

    brightness: Shares
    """Share of the device's peak luminance."""


class Status(Model):
    """The glasses' own state."""

    battery: Shares
    """Charge of the battery."""


class LinkTiming(Model):
    """How long it takes from the phone to the glasses, in numbers of one's own."""

    text: Annotated[Seconds, Field(ge=0, le=60)] = 0.0
    """A change of text in the layout that is there."""
    page: Annotated[Seconds, Field(ge=0, le=60)] = 0.0
    """A new layout: a card comes or goes."""
    image: Annotated[Seconds, Field(ge=0, le=60)] = 0.0
    """A picture (the arrow of another manoeuvre), whatever its size."""
    per_kb: Annotated[Seconds, Field(ge=0, le=10)] = 0.0
    """What each kilobyte of a picture adds."""
    image_size: Annotated[Kilobytes, Field(ge=0, le=10_000)] = 5.0
    """What a picture has: an arrow of 100x100 pixels at 4 bits has 5 KB."""
    rate: Annotated[Hertz, Field(ge=0.01, le=1000)] | None = None
    """At most so many messages a second; without it, no such bound."""


def _link(value: object) -> object:
    if isinstance(value, str) and value not in LINKS:
        near = did_you_mean(value, tuple(LINKS))
        hint = near if near.startswith("did") else "use ideal, even-g2, or numbers: {text: 83 ms, page: 165 ms}"
        raise ValueError(f"'{value[:40]}' is no link; {hint}")
    if not isinstance(value, str | dict | LinkTiming):
        raise ValueError("a link is a name or numbers; write even-g2, or {text: 83 ms, page: 165 ms}")
    return value


class Travel(Model):
    """How the wearer goes along the route."""

    file: FileName | None = None
    """A recorded track, GPX with times."""
    speed: Annotated[MetresPerSecond, Field(ge=MIN_SPEED_M_S, le=MAX_SPEED_M_S)] | None = None
    """One speed all the way."""


def _travel(value: object) -> object:
    return {"file": value} if isinstance(value, str) else value


class Reroute(Model):
    """Another route from a moment on."""

    at: Time
    """When the glasses are told of it."""
    route: FileName
    """The new route, beside the scenario; of any format that `route` may have."""


class Navigation(Model):
    """Guidance along a route."""

    route: FileName
    """A route beside the scenario: OSRM, Mapbox, Valhalla, GraphHopper or openrouteservice JSON, GPX, GeoJSON."""
    travel: Annotated[Travel, BeforeValidator(_travel, json_schema_input_type=Travel | str)]
    """How the wearer goes along it: `{speed: 1.4 m/s}`, or a recorded track, `walk.gpx`."""
    units: Literal["metric", "imperial", "british"] | None = None
    """What distances are said in; left out, what the route's language and voice texts use."""
    language: Language | None = None
    """Of the instructions. A route in another language gets sentences in this one; one that does not say its language
    is taken to be in this one."""
    mode: Literal["walking", "cycling", "driving"] | None = None
    """How the wearer goes: left out, what the route says, or what its pace tells."""
    choose: Annotated[int, Field(ge=1, le=1000)] | None = None
    """Which of the file's several routes, counted from 1; left out, the first, and of matchings the longest,
    with those that follow on within 50 m."""
    reroutes: Annotated[list[Reroute], Field(min_length=1, max_length=100)] | None = None
    """New routes on the way of a recorded track, each from its moment on: what a phone finds for somebody who has
    left the one before."""


class Revision(Model, populate_by_name=False):
    """Words that are heard wrong first, and corrected."""

    said: Text
    """As the caption file has them."""
    heard: Annotated[str, Field(max_length=400)]
    """What stands in their place first."""
    for_: Annotated[Seconds, Field(gt=0, le=30)] = Field(default=0.8, alias="for")
    """From their last word until they are corrected; when the caption is final at the latest."""
    at: Time | None = None
    """A moment of the caption meant; every caption with the words where left out."""


class Captions(Model, populate_by_name=False):
    """What is said, as a caption file has it, and its translation."""

    file: FileName
    """What is said, with times: WebVTT, SubRip, ASS or TTML."""
    from_: Language = Field(alias="from")
    """The language that is spoken, such as `zh`."""
    to: Language | None = None
    """The language that the wearer reads."""
    translations: FileName | None = None
    """The same in the wearer's language."""
    delay: Annotated[Seconds, Field(ge=0, le=30)] = 0.0
    """From the beginning of a cue to its translation (without one: to the caption); with `partial`, from when words
    are recognised to their translation."""
    partial: Literal["none", "words", "characters"] = "none"
    """How captions come: whole; or as they are recognised, a word at a time (of Chinese and Japanese a character, of
    Thai a phrase) or a character at a time, the two lines rolling up."""
    recognition: Annotated[Seconds, Field(ge=0, le=10)] | None = None
    """From the end of a word until the recogniser shows it; 300 ms where left out."""
    misheard: Share | None = None
    """Of the words that sound like others, and of long ones, how many are shown wrong until two more have been heard;
    15 % where left out. Always the same ones."""
    revisions: Annotated[list[Revision], Field(max_length=1000)] = Field(default_factory=list)
    """What else is misheard."""


class Notice(Model, populate_by_name=False):
    """A message that comes in."""

    title: Text
    """Who or what it is from."""
    body: Annotated[str, Field(max_length=400)] = ""
    """What it says."""
    for_: Length = Field(default=5.0, alias="for")
    """How long it stays."""


class GpsDrift(Model):
    """The place that is reported is not where the wearer is."""

    drift: Annotated[Metres, Field(gt=0, le=2000)]
    """How far off it gets; it gets there and back within a third of the time each, ten seconds at most."""
    bearing: Annotated[Degrees, Field(ge=-360, le=360)] = 90.0
    """Where to: compass bearing, north is 0 deg, east 90 deg."""


class Fault(Model, populate_by_name=False):
    """Something that goes wrong: one of link, gps, battery and glasses."""

    link: Literal["lost", "late"] | None = None
    """The phone is out of reach, and nothing new arrives; or all of it arrives late."""
    by: Annotated[Seconds, Field(gt=0, le=60)] | None = None
    """How late a late link is; 1.5 s where left out."""
    gps: GpsDrift | None = None
    """The reported place drifts off."""
    battery: Share | None = None
    """The charge, whatever `status` says."""
    glasses: Literal["removed"] | None = None
    """Taken off: the display is dark."""
    for_: Length | None = Field(default=None, alias="for")
    """How long; to the end of the scenario where left out."""


class Event(Model):
    """What happens at one moment: one of notice, input and fault."""

    at: Time
    """When, from the start of the scenario."""
    notice: Notice | None = None
    """A message comes in."""
    input: Gesture | None = None
    """The wearer does something."""
    fault: Fault | None = None
    """Something goes wrong."""


class Track(Model):
    """One strand of the scenario: one of navigation, captions, values and events."""

    navigation: Navigation | None = None
    """Guidance along a route."""
    captions: Captions | None = None
    """What is said around the wearer."""
    values: Annotated[dict[Name, Values], Field(min_length=1, max_length=1000)] | None = None
    """Values of one's own by name, for one's own screen: constants, or keyframes."""
    events: Annotated[list[Event], Field(min_length=1, max_length=MAX_EVENTS)] | None = None
    """Messages, gestures and faults."""


class ScenarioFile(Model):
    """A scenario of the HUD emulator: what happens around the wearer and on the glasses, on a virtual clock."""

    hud: Annotated[Literal[1], version_of(1)]
    """Version of the format."""
    title: Annotated[str, Field(min_length=1, max_length=120)]
    """What it is called."""
    description: Annotated[str, Field(max_length=2000)] = ""
    """What it shows."""
    include: (
        Annotated[
            list[FileName],
            BeforeValidator(one_or_more, json_schema_input_type=str | list[str]),
            Field(max_length=16),
        ]
        | None
    ) = None
    """Files (`common.yaml`, beside this one) or shipped parts (`underpass`) whose keys count where this file does not
    say otherwise; their tracks, stills and expectations come before its own."""
    vars: dict[Name, Any] | None = None
    """Variables: `$name` or `${name}` in any value below stands for them."""
    device: FileName
    """Id of a shipped profile, or a profile beside the scenario."""
    duration: Length
    """How long it lasts."""
    clock: TimeOfDayText | None = None
    """Time of day at the start."""
    language: Language | None = None
    """Of what the glasses say by themselves (no link, off the route): the route's, else the translation's, where left
    out."""
    link: (
        Annotated[
            str | LinkTiming,
            BeforeValidator(
                _link,
                json_schema_input_type=Annotated[str, WithJsonSchema({"enum": sorted(LINKS)})] | LinkTiming,
            ),
        ]
        | None
    ) = None
    """Timing from the phone to the glasses: `ideal`, `even-g2`, or numbers."""
    world: World
    """What surrounds the wearer, and where they look."""
    wearer: Wearer = Wearer()
    """How the glasses sit."""
    display: Display | None = None
    """How the glasses are set; at full brightness where left out."""
    status: Status | None = None
    """The glasses' own state."""
    screen: FileName | None = None
    """QML beside the scenario; the shipped screens where left out."""
    tracks: Annotated[list[Track], Field(max_length=100)] = Field(default_factory=list)
    """What happens, strand by strand."""
    stills: Annotated[list[Time], Field(max_length=1000)] = Field(default_factory=list)
    """Moments worth a picture."""
    expect: Annotated[list[Expectation], Field(max_length=1000)] = Field(default_factory=list)
    """What must hold when; `hud check --expect` says whether it does."""
