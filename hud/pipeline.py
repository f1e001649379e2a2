"""The one path from (scenario, time, footage) to what each eye sees.

The window, the scrubber, the recorder, the command line and the tests differ only in how they choose the time; none of
them computes a frame on its own.
"""

from __future__ import annotations

import math
import threading
from collections import deque
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Literal, get_args

import numpy as np

from hud.device import EYES, DeviceProfile, load_device
from hud.errors import FileError, Problems, UsageError, as_one
from hud.footage import open_footage
from hud.lazy import Later
from hud.optics import CpuRenderer, View, ViewGeometry, stages, views
from hud.optics.turning import sees_beyond, turned
from hud.panel import Screen, panel_spec, prepare_screen
from hud.panel.source.names import unknown_names, with_names
from hud.provenance import provenance
from hud.scenario import environment_at, spoken_at, state_at

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from concurrent.futures import Future

    from numpy.typing import NDArray

    from hud.device import Eye
    from hud.environment import Environment
    from hud.errors import HudError
    from hud.footage.base import Backdrop, FootageSource
    from hud.optics import EyeView, Renderer
    from hud.panel import Element, PanelFrame
    from hud.scenario import HudState, Scenario, Utterance

Picture = Literal["stereo", "left", "right", "cyclopean", "difference", "anaglyph", "panel-left", "panel-right"]
FRAMES_AHEAD = 3
PICTURES: tuple[Picture, ...] = get_args(Picture)
_OF_BOTH = {"cyclopean": views.cyclopean, "difference": views.difference, "anaglyph": views.anaglyph}


@dataclass(frozen=True, eq=False)
class StereoFrame:
    """One moment, both eyes."""

    t_s: float
    left: EyeView
    right: EyeView
    panels: Mapping[Eye, PanelFrame]
    """What each display was driven with; an eye without a display is absent."""
    state: HudState
    """What the displays show: of `t_s`, or of their last refresh before it where they are slow or late."""
    metadata: Mapping[str, str | float | int | list[float]]
    """The assumptions and versions this picture rests on."""
    encode: Callable[[NDArray[np.float32]], NDArray[np.uint8]]
    """Shows light, (H, W, 3) cd/m², as the frame's pictures do: stage 14 of its device, light and monitor view."""
    spoken: Utterance | None = None
    """What glasses without a display are saying; None in silence, and of glasses that show it."""

    @property
    def elements(self) -> tuple[Element, ...]:
        """The texts and shapes on the panel, of the first eye that has one."""
        return next(iter(self.panels.values())).elements if self.panels else ()

    def picture(self, which: Picture = "stereo") -> NDArray[np.uint8]:
        """A picture for a monitor, (H, W, 3) uint8 sRGB; ``stereo`` has the left eye's on the left.

        ``cyclopean``, ``difference`` and ``anaglyph`` (red-cyan) are made of both eyes' light and encoded like it.

        Raises:
            UsageError: A panel of an eye that has no display.
        """
        if which == "stereo":
            return np.concatenate([self.left.rgb, self.right.rgb], axis=1)
        if which == "left":
            return self.left.rgb
        if which == "right":
            return self.right.rgb
        if which in _OF_BOTH:
            return self.encode(_OF_BOTH[which](self.left.luminance, self.right.luminance))
        eye: Eye = "left" if which == "panel-left" else "right"
        if not self.panels:
            raise UsageError("these glasses have no display", hint="look at left, right or stereo")
        if eye not in self.panels:
            raise UsageError(f"these glasses have no display at the {eye} eye")
        return self.panels[eye].codes

    def notes(self, which: Picture = "stereo") -> dict[str, str | float | int | list[float]]:
        """The metadata of one of its pictures: which it is, and all that it rests on."""
        return {"view": which, **self.metadata}

    def light(self, which: Picture = "stereo") -> NDArray[np.float32]:
        """Absolute luminance, float32, linear BT.709, cd/m²: (2, H, W, 3) for ``stereo`` (left first), else (H, W, 3).

        Raises:
            UsageError: A panel, which shows codes, or the anaglyph, which is for coloured glasses: neither is light.
        """
        if which == "stereo":
            return np.stack([self.left.luminance, self.right.luminance])
        if which in ("left", "right"):
            return (self.left if which == "left" else self.right).luminance
        if which in ("cyclopean", "difference"):
            return _OF_BOTH[which](self.left.luminance, self.right.luminance)
        if which == "anaglyph":
            raise UsageError("an anaglyph is for coloured glasses and has no luminance", hint="write a .png of it")
        raise UsageError(f"'{which}' is a picture of panel codes, which have no luminance", hint="write a .png of it")


def render_frame(
    scenario: Scenario,
    t_s: float,
    backdrop: Backdrop,
    *,
    device: DeviceProfile | None = None,
    environment: Environment | None = None,
    renderer: Renderer | None = None,
    view: View | None = None,
) -> StereoFrame:
    """What each eye sees at one moment. Pure: no clock, no chance, no frame before. On any thread, on several at once.

    Args:
        scenario: What is replayed.
        t_s: Seconds from its start.
        backdrop: What the camera saw at that moment.
        device: The glasses; the scenario's own when left out.
        environment: The light; the scenario's own at t when left out.
        renderer: The reference when left out.
        view: Size and zoom of each eye's picture.

    Returns:
        Both eyes' views, with panels, state and metadata.

    Raises:
        UsageError: A time that is not finite or is negative.
        FacilityError: In a process that was forked off from one that has drawn, or while the program ends.
        HudError: A screen that fails; says where.
    """
    if not (math.isfinite(t_s) and t_s >= 0):
        raise UsageError(f"t = {t_s:g} s is not a time of a scenario", hint="0 or more seconds")
    device = device or load_device(scenario.device)
    environment = environment or environment_at(scenario, t_s)
    renderer = renderer or CpuRenderer()
    view = view or View()
    pose_deg = scenario.head.pose_at(t_s)
    away_deg = (pose_deg[0] - backdrop.yaw_deg, pose_deg[1], pose_deg[2])
    backdrop = turned(backdrop, pose_deg)
    state = state_at(scenario, stages.shown_time_s(t_s, device))
    spoken = None if device.eyes else spoken_at(scenario, t_s)
    panels: dict[Eye, PanelFrame] = {}

    def drawn() -> dict[Eye, NDArray[np.uint8]]:
        panels.update(_panels(scenario, state, device))
        return {eye: panel.codes for eye, panel in panels.items()}

    eyes = renderer.compose(drawn, backdrop, device=device, environment=environment, view=view)
    geometry = ViewGeometry.of(device, backdrop, view)
    footage_px, hfov_deg = (backdrop.rgb.shape[1], backdrop.rgb.shape[0]), backdrop.hfov_deg
    notes = renderer.notes(backdrop, device=device, environment=environment, view=view)

    def rests_on() -> dict[str, str | float | int | list[float]]:
        beyond = sees_beyond(footage_px, hfov_deg, away_deg, geometry.view_px, geometry.focal_px)
        return {
            **provenance(scenario, t_s, device, environment, renderer, geometry, view, spoken),
            "footage_hfov_deg": hfov_deg,
            **({"beyond_footage": "mirrored"} if beyond else {}),
            **({"head_yaw_pitch_roll_deg": list(pose_deg)} if any(pose_deg) else {}),
            **notes,
        }

    return StereoFrame(
        t_s=t_s,
        left=eyes["left"],
        right=eyes["right"],
        panels=panels,
        state=state,
        metadata=Later(rests_on),
        encode=partial(stages.monitor_picture, environment=environment, device=device, monitor=view.monitor),
        spoken=spoken,
    )


def _panels(scenario: Scenario, state: HudState, device: DeviceProfile) -> dict[Eye, PanelFrame]:
    """What each display is driven with; of glasses without one, nothing."""
    return _screen(scenario, device).drawn(state, device.eyes) if device.eyes else {}


def draw_panels(scenario: Scenario, t_s: float, device: DeviceProfile) -> Mapping[Eye, PanelFrame]:
    """What each display is driven with at one moment, without the world behind it.

    The frame of that moment does not draw it again.

    Raises:
        HudError: A screen that fails; says where.
    """
    return _panels(scenario, state_at(scenario, stages.shown_time_s(t_s, device)), device)


def _screen(scenario: Scenario, device: DeviceProfile) -> Screen:
    return Screen(panel_spec(device), scenario.screen, scenario.folder)


class Replay:
    """A scenario with its footage open, asked for one moment at a time.

    What the shells hold: it samples the footage outside of `render_frame` and applies the overrides of a command
    line or of a window's pickers.
    """

    def __init__(
        self,
        scenario: Scenario,
        *,
        device: DeviceProfile | None = None,
        footage: str | FootageSource | None = None,
        lux: float | None = None,
        renderer: Renderer | None = None,
        view: View | None = None,
        first_s: float | None = None,
    ) -> None:
        """Open the footage.

        Args:
            scenario: What is replayed.
            device: Instead of the scenario's.
            footage: Instead of the scenario's: a file, a folder, ``webcam:0``, ``street``, or a source that is open.
            lux: Instead of the scenario's illuminance, for the whole of it.
            renderer: Instead of the reference.
            view: Size and zoom.
            first_s: The moment that will be asked for first. A screen of the scenario's own is drawn at it before the
                footage is opened, so that what is wrong with it is told without waiting for that.

        Raises:
            HudError: The footage cannot be opened, the device is not known, the illuminance is out of range; and with
                `first_s` as `render_frame`.
        """
        self.scenario = scenario
        self.device = device or load_device(scenario.device)
        self.lux = lux
        self.renderer = renderer or CpuRenderer()
        self.view = view or View()
        self._named: Mapping[str, tuple[int, ...]] = {}
        self.environment_at(0.0)
        prepare_screen(scenario.screen)
        if first_s is not None and scenario.screen is not None and first_s <= scenario.duration_s:
            draw_panels(scenario, first_s, self.device)
        self.footage_named = footage if isinstance(footage, str) else None
        """Footage instead of the scenario's, as it was named."""
        self._asking = threading.Lock()
        self.footage: FootageSource
        if footage is None:
            self.footage = open_footage(
                scenario.footage, walk=scenario.walk, yaw_at=scenario.head.yaw.at, roundabouts=scenario.roundabouts
            )
        elif isinstance(footage, str):
            spec = replace(scenario.footage, source=footage, folder=None, hfov_deg=None)
            self.footage = open_footage(
                spec, walk=scenario.walk, yaw_at=scenario.head.yaw.at, roundabouts=scenario.roundabouts
            )
        else:
            self.footage = footage

    def environment_at(self, t_s: float) -> Environment:
        """The light at t, the override applied."""
        environment = environment_at(self.scenario, t_s)
        return environment if self.lux is None else replace(environment, illuminance_lx=self.lux)

    def backdrop_at(self, t_s: float) -> Backdrop:
        """What the camera saw at t. On any thread: a decoder, or a street that grows, is asked by one at a time.

        Raises:
            HudError: The footage breaks.
        """
        with self._asking:
            return self.footage.frame_at(t_s)

    @property
    def screen_files(self) -> Mapping[str, tuple[int, ...]]:
        """Every file that the screen drawn last was made of, with its `hud.files.stamp` then.

        A frame reads them anew by itself where they have changed.
        """
        if not self.device.eyes:
            return {}
        return _screen(self.scenario, self.device).files()

    def fault_of_names(self, error: HudError | None = None) -> HudError | None:
        """What is wrong with the screen drawn last, names that nothing answers to with it.

        A screen shows a dash for such a name, or what it makes of it, and no moment need fail: a value that was
        renamed. Files that had no such name are read only once.

        Args:
            error: What drawing it has failed with.

        Returns:
            An error at the places where the names are written, with those of `error` that are others; `error` itself
            where all names are known.
        """
        files = self.screen_files
        if self.scenario.screen is None or files == self._named:
            return error
        wrong = unknown_names(files, state_at(self.scenario, 0.0).values)
        if not wrong:
            self._named = files
            return error
        if error is not None and not isinstance(error, FileError | Problems):
            return error  # nothing that the screen says wrong: a process that cannot be started
        found = error.errors if isinstance(error, Problems) else [] if error is None else [error]
        found = with_names(found, wrong)
        return as_one(found)

    def frame(self, t_s: float, backdrop: Backdrop | None = None) -> StereoFrame:
        """The moment t.

        Args:
            t_s: Seconds from the scenario's start.
            backdrop: What the footage shows then, where the caller has sampled it already.

        Raises:
            HudError: As `render_frame`, and where the footage breaks.
        """
        frame = render_frame(
            self.scenario,
            t_s,
            self.backdrop_at(t_s) if backdrop is None else backdrop,
            device=self.device,
            environment=self.environment_at(t_s),
            renderer=self.renderer,
            view=self.view,
        )
        name = self.footage.name
        return replace(frame, metadata=Later(lambda: {**frame.metadata, "footage": name}))

    def frames(self, times_s: Iterable[float]) -> Iterator[StereoFrame]:
        """Many moments, in the order asked for; the same frames as `frame` gives, one by one.

        Footage is sampled ahead on a thread of its own (it is pure in t, and its work leaves Python free), so that two
        cores are busy.

        Raises:
            HudError: As `frame`.
        """
        with ThreadPoolExecutor(1, thread_name_prefix="footage") as ahead:
            waiting: deque[tuple[float, Future[Backdrop]]] = deque()
            try:
                for t_s in times_s:
                    waiting.append((t_s, ahead.submit(self.backdrop_at, t_s)))
                    if len(waiting) > FRAMES_AHEAD:
                        due_s, backdrop = waiting.popleft()
                        yield self.frame(due_s, backdrop.result())
                while waiting:
                    due_s, backdrop = waiting.popleft()
                    yield self.frame(due_s, backdrop.result())
            finally:
                for _, backdrop in waiting:
                    backdrop.cancel()

    def close(self) -> None:
        """Give the footage back, and what the renderer holds."""
        self.footage.close()
        self.renderer.close()

    def __enter__(self) -> Replay:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


__all__ = ["EYES", "PICTURES", "Picture", "Replay", "StereoFrame", "draw_panels", "render_frame"]
