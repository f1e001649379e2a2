"""Screenshots that a test asks for one by one, in as many processes as its runner likes: judged at once, told together.

Each screenshot is a line in a file of its process, written when it is judged, so that a process that dies takes nothing
with it. `hud.regression.gathering` makes one run of these files.
"""

from __future__ import annotations

import hashlib
import os
import re
import time
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Literal, get_args

from hud.device import load_device
from hud.environment import parse_illuminance
from hud.errors import HudError, UsageError, did_you_mean
from hud.files import display_path, files_noted, make_folders, write_error
from hud.panel import open_screen, panel_spec
from hud.panel.check import empty_state
from hud.pipeline import Replay, StereoFrame
from hud.regression.alarm import ring
from hud.regression.comparing import digest
from hud.regression.density import MAX_IN_WINDOW
from hud.regression.elements import element_masks
from hud.regression.fingerprint import current_fingerprint
from hud.regression.gathering import LINE, output_option, utc
from hud.regression.index import to_entries, tree_key
from hud.regression.outcome import Change, JobResult, RunResults, ScenarioResult, status_of
from hud.regression.pictures import EYES, Place, keep
from hud.regression.probe import prober
from hud.regression.shot import Digests, Shot, screenshot_id
from hud.regression.sources import SHIPPED, digests_of, way_from
from hud.regression.store import FOLDER, BaselineStore
from hud.regression.verdict import Policy, Tolerance, judge
from hud.regression.working import cause_of
from hud.scenario import HudState, load_scenario
from hud.units import parse_quantity
from hud.version import __version__

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from hud.device import DeviceProfile
    from hud.regression.fingerprint import Fingerprint
    from hud.regression.outcome import Alarm
    from hud.regression.store import Baseline
    from hud.regression.verdict import Judgement

Update = Literal["none", "missing", "all"]

_MAX_NAME = 64
_tried: list[bool] = []
"""Not empty once this process has tried its alarm."""


class Snapshots:
    """The screenshots of one test; call it for each."""

    def __init__(
        self,
        *,
        test: str,
        file: Path,
        root: Path,
        folder: Path,
        log: Path,
        update: Update = "none",
        soft: bool = False,
        fail: Callable[[str], object],
        note: Callable[[str, str], object] = lambda _key, _verdict: None,
    ) -> None:
        """Name the test; nothing is read or made.

        Args:
            test: Its id, as pytest has it: ``tests/test_nav.py::test_turn[even-g2]``.
            file: Its file; scenarios and screens are named from its folder, and baselines lie in ``baselines`` there.
            root: What ids of tests are relative to.
            folder: Of the run.
            log: This process's file of lines.
            update: What becomes the baseline.
            soft: Collect failures instead of raising each.
            fail: Raises what the runner takes for a failure.
            note: Told the key and the verdict of each.
        """
        self.failures: list[str] = []
        """What soft screenshots found."""
        self._test, self._file, self._root = test, file, root
        self._folder, self._log, self._update, self._soft = folder, log, update, soft
        self._fail, self._note = fail, note
        module = Path(os.path.relpath(file, root)).with_suffix("").as_posix()
        self._scenario = re.sub(r"(^|/)\.\.(?=/)", r"\1up", module)
        self._store = BaselineStore(file.parent / FOLDER / file.stem)
        self._seen: set[str] = set()
        self._replays: dict[tuple[object, ...], tuple[Replay, dict[str, str]]] = {}

    def __call__(
        self,
        what: str | Path | StereoFrame,
        state: HudState | Mapping[str, float | str | bool] | None = None,
        *,
        at: float | str | None = None,
        device: str | DeviceProfile | None = None,
        lux: float | str | None = None,
        name: str = "",
        masks: tuple[str, ...] | list[str] = (),
        policy: Policy = "auto",
        max_pixels: int = 0,
        max_in_window: int = MAX_IN_WINDOW,
        soft: bool | None = None,
    ) -> JobResult:
        """Compare one picture with its baseline; fail the test where it is another, or has none.

        Args:
            what: A scenario (folder, file or shipped name), a frame, or a screen (``.qml``).
            state: What the screen is to show: a state, or values for ``hud.values``.
            at: Seconds from the scenario's start, ``12.5`` or ``"800 ms"``; 0 by default.
            device: Glasses, by id, file or profile; the scenario's own by default, of a screen ``quark-s1``.
            lux: Illuminance in lx, or the name of a preset, instead of the scenario's.
            name: What to call it; its time by default. Two of one test need names.
            masks: Elements that do not count, by id.
            policy: As `hud.regression.Tolerance`.
            max_pixels: As there.
            max_in_window: As there.
            soft: Go on after a failure, and fail when the test is over.

        Returns:
            What was found.

        Raises:
            UsageError: Arguments that do not fit each other, two pictures of one name.
            HudError: It cannot be drawn or judged.
        """
        # of what is wrong with a call the reader needs the call
        __tracebackhide__ = True
        tolerance = Tolerance(policy=policy, max_pixels=max_pixels, max_in_window=max_in_window, masks=tuple(masks))
        try:
            if policy not in get_args(Policy):
                raise UsageError(f"policy='{policy}': unknown", hint=did_you_mean(policy, get_args(Policy)))
            frame, shot, sources = self._drawn(what, state, at=at, device=device, lux=lux, name=name)
            job = self._taken(frame, shot, sources, tolerance, name)
        except HudError as error:
            raise error.with_traceback(None) from None
        if job.status in ("failed", "error"):
            words = self._words(job)
            if self._soft if soft is None else soft:
                self.failures.append(words)
            else:
                self._fail(words)
        return job

    def close(self) -> None:
        """Give footage back."""
        for replay, _ in self._replays.values():
            replay.close()
        self._replays.clear()

    def _taken(
        self, frame: StereoFrame | None, shot: Shot, sources: dict[str, str], tolerance: Tolerance, name: str
    ) -> JobResult:
        """Judged, kept and written down."""
        if shot.id in self._seen:
            raise UsageError(f"two screenshots of this test are called '{shot.id}'", hint="give each a name=")
        self._seen.add(shot.id)
        fingerprint = current_fingerprint("cpu" if frame is None else str(frame.metadata.get("renderer", "cpu")))
        alarm = _alarm(shot, fingerprint)
        baseline = self._store.load().get(shot.id)
        _require_elements(tolerance, baseline, shot)
        judgement = judge(baseline, shot, fingerprint, tolerance=tolerance)
        key = f"{self._scenario}/{shot.id}"
        kept, eyes = keep(Place(self._folder, key, baseline), frame, shot, fingerprint, judgement)
        job = replace(result_of(key, self._scenario, shot, fingerprint, judgement, name=name), folder=kept, eyes=eyes)
        job = replace(job, metadata={**job.metadata, "test": self._test})
        if _is_updated(judgement.verdict, self._update):
            note = f"pytest --hud-update {self._update}"
            self._store.approve([shot], fingerprint, variant=judgement.variant, note=note)
            job = replace(job, status="updated")
        self._write(job, shot, fingerprint, sources, alarm)
        self._note(key, "updated" if job.status == "updated" else judgement.verdict)
        if alarm is not None and not alarm.rang:
            self._fail(f"hud: the alarm did not ring: {alarm.words}")
        return job

    def _drawn(
        self,
        what: str | Path | StereoFrame,
        state: HudState | Mapping[str, float | str | bool] | None,
        *,
        at: float | str | None,
        device: str | DeviceProfile | None,
        lux: float | str | None,
        name: str,
    ) -> tuple[StereoFrame | None, Shot, dict[str, str]]:
        if isinstance(what, StereoFrame):
            if state is not None or at is not None or device is not None or lux is not None:
                raise UsageError("a frame has its time, light and glasses", hint="leave out state, at, device and lux")
            shot = Shot.of(what, name=self._name(name, what.t_s))
            return what, shot, {}
        t_s = _seconds(at)
        path = self._path(what)
        profile = load_device(device) if isinstance(device, str) else device
        if path.suffix.lower() == ".qml":
            if lux is not None:
                raise UsageError("a screen is looked at without light", hint="leave out lux")
            return None, *self._screen(path, state, t_s, profile or load_device("quark-s1"), name)
        if state is not None:
            raise UsageError("a scenario has its state", hint="leave out state")
        illuminance = _illuminance(lux)
        replay, sources = self._replay(what, path, profile, illuminance)
        if t_s > replay.scenario.duration_s:
            raise UsageError(f"at={t_s:g}: the scenario ends at {replay.scenario.duration_s:g} s")
        frame = replay.frame(t_s)
        shot = Shot.of(frame, name=self._name(name, t_s), lux=illuminance, probing=prober(replay, frame))
        return frame, shot, {**sources, **digests_of(replay.screen_files)}

    def _screen(
        self,
        path: Path,
        state: HudState | Mapping[str, float | str | bool] | None,
        t_s: float,
        device: DeviceProfile,
        name: str,
    ) -> tuple[Shot, dict[str, str]]:
        if not device.eyes:
            raise UsageError(f"{device.id} has no display to draw a screen on", hint="choose other glasses")
        if not isinstance(state, HudState):
            state = replace(empty_state(), t_s=t_s, values=dict(state or {}))
        screen = open_screen(panel_spec(device), screen=path)
        try:
            panels = {str(eye): screen.render(state, eye) for eye in device.eyes}
            sources = digests_of(screen.stamps)
        finally:
            screen.close()
        codes = {eye: panel.codes for eye, panel in panels.items()}
        shot = Shot(
            id=screenshot_id(state.t_s, device.id, name=self._name(name, state.t_s)),
            t_s=state.t_s,
            device=device.id,
            lux=None,
            panels=codes,
            digests=Digests({eye: digest(one) for eye, one in codes.items()}, {}),
            trees={eye: panel.elements for eye, panel in panels.items()},
            spoken="",
            conditions={},
        )
        return shot, sources

    def _replay(
        self, what: str | Path, path: Path, device: DeviceProfile | None, lux: float | None
    ) -> tuple[Replay, dict[str, str]]:
        key = (path, device, lux)
        if key not in self._replays:
            with files_noted() as stamps:
                scenario = load_scenario(path if path.exists() else str(what))
                profile = device or load_device(scenario.device)
            replay = Replay(scenario, device=profile, lux=lux)
            self._replays[key] = replay, digests_of([*scenario.stamps, *stamps])
        return self._replays[key]

    def _path(self, what: str | Path) -> Path:
        """From the test's folder, from where pytest began, or what it is called."""
        for folder in (self._file.parent, self._root, Path.cwd()):
            if (folder / what).exists():
                return folder / what
        return Path(what)

    def _name(self, name: str, t_s: float) -> str:
        """Of the test and the picture, as a file system takes it; with a digest where something of it is lost."""
        own = self._test.partition("::")[2] or self._test
        said = f"{own}-{name or f'{t_s:.6f}'.rstrip('0').rstrip('.') + 's'}"
        plain = re.sub(r"-+", "-", re.sub(r"::|\[|\]", "-", said))
        if len(plain.encode()) > _MAX_NAME or re.search(r"[^\w.-]", plain):
            short = re.sub(r"[^\w.-]+", "-", plain).encode()[: _MAX_NAME - 9].decode(errors="ignore")
            return f"{short}-{hashlib.sha256(said.encode('utf-8', 'replace')).hexdigest()[:8]}"
        return plain

    def _write(
        self,
        job: JobResult,
        shot: Shot,
        fingerprint: Fingerprint,
        sources: Mapping[str, str],
        alarm: Alarm | None,
    ) -> None:
        """A run of one screenshot, as a line."""
        scenario = ScenarioResult(
            name=self._scenario,
            title=self._file.name,
            file=way_from(self._folder, self._file),
            baselines=way_from(self._folder, self._store.folder),
            duration_s=0.0,
            sources={
                path if path.startswith(SHIPPED) else way_from(self._folder, Path(path)): known
                for path, known in sorted(sources.items())
            },
        )
        part = RunResults(
            hud=__version__,
            started=utc(time.time()),
            seconds=0.0,
            jobs=(job,),
            scenarios=(scenario,),
            trees={tree_key(entries): entries for entries in map(to_entries, shot.trees.values())},
            environments={fingerprint.id: {**fingerprint.values, "hud": fingerprint.hud}},
            alarm=alarm,
        )
        make_folders(self._log.parent)
        try:
            with self._log.open("ab") as file:
                file.write(LINE.dump_json(part) + b"\n")
        except OSError as error:
            raise write_error(self._log, error) from error

    def _words(self, job: JobResult) -> str:
        report = display_path(self._folder / "report.html")
        approve = f"hud approve {job.key}{output_option(self._folder)}"
        lines = [f"{job.key}: {job.verdict}", *(f"  {line}" for line in job.words)]
        lines.append(f"report: {report}")
        if job.approvable:
            lines.append(f"if it is right: {approve}")
        return "\n".join(lines)


def _alarm(shot: Shot, fingerprint: Fingerprint) -> Alarm | None:
    """Tried once in a process, on the first picture that there is a panel of."""
    if _tried or not shot.panels:
        return None
    _tried.append(True)
    return ring(shot, fingerprint, Tolerance())


def result_of(
    key: str, scenario: str, shot: Shot, fingerprint: Fingerprint, judgement: Judgement, *, name: str
) -> JobResult:
    """A judged screenshot as a run has it, without its pictures."""
    return JobResult(
        key=key,
        scenario=scenario,
        id=shot.id,
        t_s=float(shot.t_s),
        device=shot.device,
        lux=None if shot.lux is None else float(shot.lux),
        status="error" if judgement.unread else status_of(judgement.verdict, ()),
        name=name,
        verdict=judgement.verdict,
        words=("has no baseline yet",) if judgement.verdict == "missing" else judgement.words,
        changes=tuple(Change(change.id, change.kind, change.words) for change in judgement.changes),
        cause=cause_of(judgement),
        environment=judgement.environment,
        variant=judgement.variant,
        elements={eye: tree_key(to_entries(shot.trees[eye])) for eye in EYES if eye in shot.trees},
        spoken=shot.spoken,
        metadata=shot.conditions,
        fingerprint=fingerprint.id,
    )


def _require_elements(tolerance: Tolerance, baseline: Baseline | None, shot: Shot) -> None:
    """A mask that means nothing is told at once, not on the day when something differs."""
    for eye, tree in shot.trees.items() if tolerance.masks else ():
        height, width = shot.panels[eye].shape[:2]
        before = () if baseline is None else baseline.trees.get(eye, ())
        element_masks(tolerance.masks, before, tree, size=(width, height))


def _is_updated(verdict: str, update: Update) -> bool:
    if update == "all":
        return verdict not in ("identical", "unstable")
    return update == "missing" and verdict == "missing"


def _seconds(at: float | str | None) -> float:
    if isinstance(at, str):
        try:
            return parse_quantity(at, "time")
        except ValueError as error:
            raise UsageError(f"at='{at[:40]}': {error}") from None
    return float(at or 0.0)


def _illuminance(lux: float | str | None) -> float | None:
    if isinstance(lux, str):
        try:
            return parse_illuminance(lux)
        except ValueError as error:
            raise UsageError(f"lux='{lux[:40]}': {error}") from None
    return None if lux is None else float(lux)
