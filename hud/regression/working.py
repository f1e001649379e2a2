"""One piece of work: moments drawn, judged, and put into the run's folder. The same in every process and machine."""

from __future__ import annotations

import os
import time
from collections.abc import Mapping, Sequence  # noqa: TC003 - pydantic reads the annotations
from contextlib import closing
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from hud.device import load_device
from hud.errors import FileError, HudError
from hud.expect import asked_at, failures_at, located
from hud.files import files_noted
from hud.footage import open_footage
from hud.panel import RunawayError
from hud.pipeline import Replay, draw_panels
from hud.regression.alarm import ring
from hud.regression.fingerprint import current_fingerprint
from hud.regression.index import ElementEntry, to_entries, tree_key
from hud.regression.outcome import Alarm, Change, ExpectResult, JobResult, Timings, status_of
from hud.regression.pictures import EYES, Place, keep
from hud.regression.planning import Batch, Moment  # noqa: TC001 - as above
from hud.regression.probe import prober
from hud.regression.shot import Digests, Shot
from hud.regression.sources import digests_of
from hud.regression.store import Baseline, BaselineStore
from hud.regression.verdict import Judgement, Tolerance, judge
from hud.scenario import load_scenario

if TYPE_CHECKING:
    from hud.device import DeviceProfile
    from hud.footage import FootageSource
    from hud.pipeline import StereoFrame
    from hud.regression.fingerprint import Fingerprint
    from hud.scenario import Scenario

RUNAWAYS = 2
"""So many moments in turn that took more than a frame may, and it is not the moment."""


@dataclass(frozen=True)
class Task:
    """A batch, and how it is to be judged."""

    batch: Batch
    folder: str
    """Absolute path of the run's folder; empty where only digests are asked for."""
    tolerance: Tolerance = field(default_factory=Tolerance)
    alarm: bool = False
    """Whether to try the alarm."""
    again: Mapping[str, tuple[Digests, ...]] = field(default_factory=dict)
    """What other processes drew of the same moments, by id."""
    before: str = ""
    """Absolute path of the folder of the run that is compared with, where it is not the baselines."""


@dataclass(frozen=True)
class Done:
    """What came of a task."""

    jobs: tuple[JobResult, ...] = ()
    trees: Mapping[str, tuple[ElementEntry, ...]] = field(default_factory=dict)
    environments: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    sources: Mapping[str, str] = field(default_factory=dict)
    """Digests by absolute path; of shipped parts by ``hud:...``."""
    alarm: Alarm | None = None
    digests: Mapping[str, Digests] = field(default_factory=dict)
    """By id, where only these were asked for."""


class Footage:
    """The footage opened last: the batches of one scenario follow each other, and a street takes time to build."""

    def __init__(self) -> None:
        self._key: object = None
        self._open: FootageSource | None = None

    def of(self, scenario: Scenario) -> FootageSource:
        """A scenario's, open.

        Raises:
            HudError: It cannot be opened.
        """
        key = (scenario.path, tuple(scenario.stamps.items()))
        if self._open is None or key != self._key:
            self.close()
            self._open = open_footage(
                scenario.footage, walk=scenario.walk, yaw_at=scenario.head.yaw.at, roundabouts=scenario.roundabouts
            )
            self._key = key
        return self._open

    def close(self) -> None:
        """Give it back."""
        if self._open is not None:
            self._open.close()
        self._open = None

    def __enter__(self) -> Footage:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def work(task: Task, footage: Footage) -> Done:
    """Do it. What goes wrong with one moment is that moment's result; the others are done all the same.

    Where two in turn took more than a frame may, those that are left count as the second does, and are not tried: each
    may take as long, and it is not what any of them shows.

    Args:
        task: What.
        footage: Of the task before; kept for the next.
    """
    batch = task.batch
    try:
        with files_noted() as stamps:
            scenario = replace(load_scenario(Path(batch.file)), name=batch.scenario)
            device = load_device(batch.device)
        sources = digests_of([*scenario.stamps, *stamps])
        if scenario.screen is not None:
            _try(scenario, batch.moments, device)
        replay = Replay(scenario, device=device, lux=batch.lux, footage=footage.of(scenario))
    except HudError as error:
        return Done(tuple(_error(batch, moment, error) for moment in batch.moments))
    with closing(replay.renderer):
        worker = _Worker(task, replay)
        left = list(batch.moments)
        runaways = 0
        while left:
            begin = time.perf_counter()
            try:
                for frame in replay.frames([moment.t_s for moment in left]):
                    drawn_ms = (time.perf_counter() - begin) * 1e3
                    worker.take(left.pop(0), frame, drawn_ms)
                    runaways = 0
                    begin = time.perf_counter()
            except RunawayError as error:
                runaways += 1
                done = len(left) if runaways == RUNAWAYS else 1
                worker.jobs += [_error(batch, moment, error) for moment in left[:done]]
                del left[:done]
            except HudError as error:
                runaways = 0
                worker.jobs.append(_error(batch, left.pop(0), error))
        sources |= digests_of(replay.screen_files)
    return Done(tuple(worker.jobs), worker.trees, worker.environments, sources, worker.alarm, worker.digests)


def _try(scenario: Scenario, moments: Sequence[Moment], device: DeviceProfile) -> None:
    """Draw a user's screen before its footage is opened, so that one without an end is told without waiting for that.

    Raises:
        RunawayError: It is one, at the first moments. What else is wrong with it is met again when its moments are
            drawn, one by one.
    """
    first: RunawayError | None = None
    for moment in moments[:RUNAWAYS]:
        try:
            draw_panels(scenario, moment.t_s, device)
        except RunawayError as error:
            first = first or error
        except HudError:
            return
        else:
            return
    if first is not None:
        raise first


class _Worker:
    """What is gathered while the moments go by."""

    def __init__(self, task: Task, replay: Replay) -> None:
        self.task, self.replay = task, replay
        self.jobs: list[JobResult] = []
        self.trees: dict[str, tuple[ElementEntry, ...]] = {}
        self.environments: dict[str, Mapping[str, str]] = {}
        self.digests: dict[str, Digests] = {}
        self.alarm: Alarm | None = None
        self._baselines: Mapping[str, Baseline] | None = None

    def take(self, moment: Moment, frame: StereoFrame, drawn_ms: float) -> None:
        """One moment that was drawn."""
        batch = self.task.batch
        begin = time.perf_counter()
        shot = Shot.of(frame, name=moment.name, lux=batch.lux, probing=prober(self.replay, frame))
        if not self.task.folder:
            self.digests[moment.id] = shot.digests
            return
        fingerprint = current_fingerprint(self.replay.renderer.name)
        try:
            judgement = self._judge(moment, shot, fingerprint) if moment.screenshot else None
            expectations = _expectations(self.replay, frame, Path(self.task.folder))
            if self.task.alarm and self.alarm is None and moment.screenshot:
                self.alarm = ring(shot, fingerprint, replace(self.task.tolerance, masks=()))
            job = self._result(moment, shot, fingerprint, judgement, expectations)
            if judgement is not None:
                before = Path(self.task.before) / job.key if self.task.before else None
                place = Place(Path(self.task.folder), job.key, self._baseline(shot.id), before)
                kept, eyes = keep(place, frame, shot, fingerprint, judgement)
                job = replace(job, folder=kept, eyes=eyes)
        except HudError as error:
            self.jobs.append(_error(batch, moment, error))
            return
        judged_ms = (time.perf_counter() - begin) * 1e3
        self.jobs.append(replace(job, timings=Timings(round(drawn_ms, 1), round(judged_ms, 1))))

    def _baseline(self, name: str) -> Baseline | None:
        if self._baselines is None:
            self._baselines = BaselineStore(Path(self.task.batch.baselines)).load()
        return self._baselines.get(name)

    def _judge(self, moment: Moment, shot: Shot, fingerprint: Fingerprint) -> Judgement:
        baseline = self._baseline(moment.id)
        again = self.task.again.get(moment.id, ())
        return judge(baseline, shot, fingerprint, tolerance=_meant(self.task.tolerance, baseline, shot), again=again)

    def _result(
        self,
        moment: Moment,
        shot: Shot,
        fingerprint: Fingerprint,
        judgement: Judgement | None,
        expectations: tuple[ExpectResult, ...],
    ) -> JobResult:
        elements: dict[Literal["left", "right"], str] = {}
        for eye in EYES:
            if eye in shot.trees:
                entries = to_entries(shot.trees[eye])
                elements[eye] = tree_key(entries)
                self.trees[elements[eye]] = entries
        self.environments[fingerprint.id] = {**fingerprint.values, "hud": fingerprint.hud}
        batch = self.task.batch
        found = judgement or Judgement(moment.id, "identical")
        words = found.words
        if found.verdict == "missing":
            words = ("has no baseline yet",)
        return JobResult(
            key=f"{batch.scenario}/{moment.id}",
            scenario=batch.scenario,
            id=moment.id,
            t_s=float(moment.t_s),
            device=shot.device,
            lux=None if batch.lux is None else float(batch.lux),
            status="error"
            if found.unread
            else status_of(None if judgement is None else judgement.verdict, expectations),
            name=moment.name,
            verdict=None if judgement is None else judgement.verdict,
            words=words,
            changes=tuple(Change(change.id, change.kind, change.words) for change in found.changes),
            cause=cause_of(found),
            environment=found.environment,
            variant=found.variant,
            expectations=expectations,
            elements=elements,
            spoken=shot.spoken,
            metadata=shot.conditions,
            fingerprint=fingerprint.id,
        )


def cause_of(judgement: Judgement) -> str:
    """The same for all that differ in the same way: which elements changed how, else which pixels by how much."""
    import hashlib

    import numpy as np

    if judgement.verdict not in ("different", "tolerated"):
        return "" if judgement.verdict == "identical" else judgement.verdict
    if judgement.unread:
        return "baseline"
    if judgement.changes:
        return ", ".join(sorted({f"{change.id} {change.kind}" for change in judgement.changes}))
    state = hashlib.sha256()
    for comparison in judgement.comparisons.values():
        if not comparison.identical:
            apart = (comparison.expected != comparison.actual).any(axis=2)
            rows, columns = np.nonzero(apart)
            # where in the picture it is does not matter, how it looks does
            steps = comparison.actual[apart].astype(np.int16) - comparison.expected[apart]
            state.update((rows - rows.min()).astype(np.int32).tobytes())
            state.update((columns - columns.min()).astype(np.int32).tobytes())
            state.update(steps.tobytes())
            return f"pixels {state.hexdigest()[:12]}"
    return "light"


def _meant(tolerance: Tolerance, baseline: Baseline | None, shot: Shot) -> Tolerance:
    """Of a run's masks those that mean an element of this screenshot: others are for other screens."""
    if not tolerance.masks:
        return tolerance
    from hud.regression.elements import is_masked

    trees = [*shot.trees.values(), *(baseline.trees.values() if baseline is not None else ())]
    names = {element.id for tree in trees for element in tree}
    masks = tuple(mask for mask in tolerance.masks if any(is_masked(name, (mask,)) for name in names))
    return replace(tolerance, masks=masks)


def _expectations(replay: Replay, frame: StereoFrame, folder: Path) -> tuple[ExpectResult, ...]:
    asked = asked_at(replay.scenario, frame.t_s)
    if not asked:
        return ()
    failed = failures_at(replay, frame)
    found = []
    places = dict(zip(failed, located(replay.scenario, failed), strict=True)) if failed else {}
    for index, kind, words in asked:
        misses = [one for one in failed if (one.index, one.kind) == (index, kind)]
        found += [
            ExpectResult(
                index,
                kind,
                passed=False,
                message=one.message,
                seen=one.seen,
                file=_file_of(places[one], folder),
                line=places[one].line,
                column=places[one].column,
            )
            for one in misses
        ]
        if not misses:
            found.append(ExpectResult(index, kind, passed=True, message=words))
    return tuple(found)


def _file_of(error: FileError, folder: Path) -> str:
    from hud.regression.sources import way_from

    return way_from(folder, Path(error.file))


def _error(batch: Batch, moment: Moment, error: HudError) -> JobResult:
    text = str(error).replace("\n", "; ")
    # files are named as the scenario names them: results tell nothing of the machine
    for place in (batch.baselines, str(Path(batch.file).parent)):
        text = text.replace(place + os.sep, "")
    return failed_job(batch, moment, text)


def failed_job(batch: Batch, moment: Moment, words: str) -> JobResult:
    """A moment that could not be drawn or judged."""
    return JobResult(
        key=f"{batch.scenario}/{moment.id}",
        scenario=batch.scenario,
        id=moment.id,
        t_s=float(moment.t_s),
        device=batch.device if not batch.device.endswith((".yaml", ".yml")) else Path(batch.device).stem,
        lux=None if batch.lux is None else float(batch.lux),
        status="error",
        name=moment.name,
        words=(words,),
        cause="error",
    )
