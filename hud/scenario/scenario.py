"""A scenario that has been read: everything that is replayed, as plain frozen values."""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np

from hud.geo import project
from hud.scenario.head import HeadTrack
from hud.scenario.inputs import Inputs
from hud.scenario.keyframes import Keyframes
from hud.scenario.link import IDEAL, Link
from hud.scenario.outages import Outages
from hud.spans import Spans

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from hud.errors import FileError
    from hud.footage import FootageSpec
    from hud.geo import Roundabout, Walk
    from hud.guidance import Route, Travel
    from hud.scenario.gps import Drift
    from hud.speech import CaptionTrack


@dataclass(frozen=True, slots=True)
class Message:
    """A notice's text."""

    title: str
    body: str


@dataclass(frozen=True, eq=False)
class Reroute:
    """A route that is followed from a moment on."""

    at_s: float
    route: Route
    travel: Travel
    """The whole journey, along this route."""
    reported: Travel | None = None
    """As `Scenario.reported`."""


@dataclass(frozen=True, slots=True)
class Expected:
    """What must be seen at a moment, or at several."""

    index: int
    """Which of the file's expectations it is, from 0."""
    times_s: tuple[float, ...]
    shows: tuple[str, ...] = ()
    """Parts of texts."""
    visible: tuple[str, ...] = ()
    """Ids of elements; so are the others, with ``*`` for any part."""
    absent: tuple[str, ...] = ()
    """Ids, or parts of texts."""
    not_clipped: tuple[str, ...] = ()
    contrast: tuple[str, float] | None = None
    """``>=``, ``>``, ``<=`` or ``<``, and a luminance ratio."""
    of: tuple[str, ...] = ("*",)
    """Which texts the contrast is about."""
    screenshot: str = ""
    """Name of the picture kept of this moment."""


@dataclass(frozen=True, eq=False)
class Scenario:
    """What happens around the wearer and on the glasses, from 0 to `duration_s`."""

    path: Path
    """Its ``scenario.yaml``."""
    name: str
    """``navigation/morning-walk`` of a shipped one; else the folder's name."""
    title: str
    description: str
    device: str
    """Id of a shipped profile, or the path of a profile file: what `hud.load_device` takes."""
    duration_s: float
    footage: FootageSpec
    illuminance_lx: Keyframes[float]
    white_reflectance: float
    world_distance_m: float | None = None
    """As `Environment.world_distance_m`; so are the next two."""
    pupil_offset_m: tuple[float, float] = (0.0, 0.0)
    head_rate_deg_s: tuple[float, float] = (0.0, 0.0)
    brightness: Keyframes[float] = field(default_factory=lambda: Keyframes.constant(1.0))
    """Share of the device's peak luminance, 0..1."""
    battery: Keyframes[float] | None = None
    """Charge 0..1."""
    language: str = ""
    """BCP 47, what the glasses say by themselves is in; empty where that follows from the tracks."""
    clock_s: int | None = None
    """Time of day at t = 0, seconds after midnight."""
    route: Route | None = None
    travel: Travel | None = None
    """How the wearer goes along `route`; given where that is."""
    reroutes: tuple[Reroute, ...] = ()
    """What is followed later in place of `route`, in order of time."""
    captions: CaptionTrack | None = None
    values: Mapping[str, Keyframes[float | str | bool]] = field(default_factory=dict)
    notices: Spans[Message] = field(default_factory=Spans)
    inputs: Spans[str] = field(default_factory=Spans)
    """Gestures, for as long as they are shown."""
    gestures: Inputs = field(default_factory=Inputs)
    """The same, for as long as they are remembered."""
    link: Link = IDEAL
    """How long it takes from the phone to the glasses."""
    late: Spans[float] = field(default_factory=Spans)
    """When the link to the phone is late, and by how many seconds."""
    lost: Spans[str] = field(default_factory=Spans)
    """When it is lost, which counts for more than late."""
    outages: Outages = field(default_factory=Outages)
    """Of `late` and `lost`."""
    gps: Spans[Drift] = field(default_factory=Spans)
    """When the reported place drifts."""
    reported: Travel | None = None
    """The journey as the drifting place tells it; None where none drifts."""
    battery_faults: Spans[float] = field(default_factory=Spans)
    """A charge, 0..1, that counts in place of `battery`."""
    removed: Spans[str] = field(default_factory=Spans)
    """When the glasses are taken off."""
    head: HeadTrack = field(default_factory=HeadTrack)
    stills_s: tuple[float, ...] = ()
    """Moments worth a picture, in the order of the file."""
    expect: tuple[Expected, ...] = ()
    """In the order of the file, those of included files first."""
    screen: Path | None = None
    """The QML file shown; None is the shipped one."""
    stamps: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    """Every file it was made of, data and glasses included, with its `hud.files.stamp` then: what to watch."""

    warnings: tuple[FileError, ...] = ()
    """What may well be a mistake, and stops nothing: at its place in a file, in the order of the files."""

    @property
    def folder(self) -> Path:
        """Where its data lies."""
        return self.path.parent

    def guided_at(self, t_s: float) -> tuple[Route | None, Travel | None]:
        """The route that counts at t, and the journey along it as the glasses are told of it."""
        for new in reversed(self.reroutes):
            if new.at_s <= t_s:
                return new.route, new.reported or new.travel
        return self.route, self.reported or self.travel

    @property
    def legs(self) -> tuple[tuple[float, float, Route, Travel], ...]:
        """(from, until, route, true journey) of each route that is followed, in order of time."""
        if self.route is None or self.travel is None:
            return ()
        starts = [0.0, *(new.at_s for new in self.reroutes), math.inf]
        routes = [(self.route, self.travel), *((new.route, new.travel) for new in self.reroutes)]
        return tuple((starts[k], starts[k + 1], *leg) for k, leg in enumerate(routes))

    @property
    def walk(self) -> Walk | None:
        """What the camera of a synthetic scene follows; None without a route."""
        return self.travel.walk if self.travel is not None else None

    @property
    def roundabouts(self) -> tuple[Roundabout, ...]:
        """Those of every route that is followed, on the walk's plane."""
        if self.route is None:
            return ()
        found = list(self.route.roundabouts)
        for new in self.reroutes:
            # each route has a plane of its own, about its first point
            (x_m, y_m), *_ = project(np.array([new.route.origin]), self.route.origin).tolist()
            found += [
                replace(one, centre_m=(one.centre_m[0] + x_m, one.centre_m[1] + y_m)) for one in new.route.roundabouts
            ]
        return tuple(found)
