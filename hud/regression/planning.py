"""What is to be tested: which scenarios, and which moments of each on which devices in which light."""

from __future__ import annotations

import hashlib
import os
from collections import Counter
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from hud.device import load_device
from hud.errors import FileError, Problems, UsageError
from hud.files import display_path
from hud.regression.shot import plain_name, screenshot_id
from hud.regression.store import BaselineStore
from hud.resources import scenarios_path
from hud.scenario import load_scenario
from hud.scenario.finding import FILE_NAME, scenario_file

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from hud.scenario import Scenario

MAX_SCENARIOS = 10_000
MOMENTS_TOGETHER = 12
"""So many moments of one scenario, device and light are one piece of work."""
_NOT_SEARCHED = {"node_modules", "site-packages", "__pycache__", "out", "build", "dist"}


@dataclass(frozen=True, slots=True)
class Moment:
    """A time at which a scenario is looked at."""

    t_s: float
    id: str
    """Of its screenshot, `hud.regression.screenshot_id`."""
    name: str = ""
    """What the scenario calls it."""
    screenshot: bool = True
    """Whether a picture is kept of it; else only what the scenario expects is asked."""


@dataclass(frozen=True, slots=True)
class Batch:
    """Moments of one scenario on one device in one light: a piece of work that needs nothing else."""

    scenario: str
    """Its name in the run."""
    file: str
    """Absolute path of its file."""
    baselines: str
    """Absolute path of the folder of its baselines."""
    device: str
    """What `hud.load_device` takes."""
    lux: float | None
    moments: tuple[Moment, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """A whole run."""

    batches: tuple[Batch, ...]
    scenarios: dict[str, Scenario] = field(default_factory=dict)
    """Read, by their names in the run, those without a moment too."""
    notes: tuple[str, ...] = ()

    @property
    def keys(self) -> list[str]:
        """Every moment, ``<scenario>/<id>``."""
        return [f"{batch.scenario}/{moment.id}" for batch in self.batches for moment in batch.moments]

    def shard(self, index: int, count: int) -> Plan:
        """The ``index``-th of ``count`` parts, from 1.

        A moment is in the part that its name says, whatever else there is: adding one moves no other.
        """

        def mine(batch: Batch, moment: Moment) -> bool:
            data = hashlib.sha256(f"{batch.scenario}/{moment.id}".encode("utf-8", "replace")).digest()
            return int.from_bytes(data[:8], "big") % count == index - 1

        parts = (replace(b, moments=tuple(m for m in b.moments if mine(b, m))) for b in self.batches)
        return replace(self, batches=tuple(part for part in parts if part.moments))


def make_plan(
    paths: Sequence[str],
    *,
    devices: Sequence[str] = (),
    lux: Sequence[float] = (),
    baselines: Path | None = None,
) -> Plan:
    """What is to be done.

    Args:
        paths: Scenarios by folder, file or shipped name; a folder without one stands for all below it, and nothing
            for the current folder.
        devices: Instead of each scenario's own.
        lux: Illuminances in lx, instead of each scenario's own.
        baselines: Where baselines are kept, in a folder for each scenario; beside each scenario where left out.

    Raises:
        UsageError: No scenario, or nothing to look at in any, or two screenshots of one name.
        FileError: A path without a scenario.
        Problems: Scenarios that cannot be read, all that is wrong with them.
    """
    scenarios = load_all(paths)
    batches: list[Batch] = []
    notes = []
    known = [load_device(device).id for device in devices]
    for name, scenario in scenarios.items():
        notes += [warning.as_warning() for warning in scenario.warnings]
        store = baselines_of(scenario.path, name, baselines)
        pairs = list(zip(devices, known, strict=True)) or [(scenario.device, load_device(scenario.device).id)]
        for device, device_id in dict.fromkeys(pairs):
            for light in dict.fromkeys(lux) or (None,):
                moments = moments_of(scenario, device_id, light)
                for first in range(0, len(moments), MOMENTS_TOGETHER):
                    part = tuple(moments[first : first + MOMENTS_TOGETHER])
                    where = str(scenario.path.resolve()), str(store.absolute())
                    batches.append(Batch(name, *where, _absolute(device), light, part))
        if not scenario.stills_s and not scenario.expect:
            notes.append(f"{name} says no moment to look at; add stills: or expect:")
    plan = Plan(tuple(batches), scenarios, tuple(notes))
    if not plan.batches:
        raise UsageError("there is nothing to test", hint="; ".join(notes[:3]))
    if twice := [key for key, count in Counter(plan.keys).items() if count > 1]:
        raise UsageError(f"two screenshots are called '{twice[0]}'", hint="give them different names or devices")
    return plan


def load_all(paths: Sequence[str]) -> dict[str, Scenario]:
    """Every scenario that is meant, by its name in a run.

    Args:
        paths: As `make_plan`.

    Raises:
        UsageError: No scenario is there.
        FileError: A path without a scenario.
        Problems: Scenarios that cannot be read, all that is wrong with them.
    """
    files = find_scenario_files(paths)
    loaded: list[tuple[Scenario, str]] = []
    errors: list[FileError] = []
    for file, shipped_name in files:
        try:
            loaded.append((load_scenario(file), shipped_name))
        except Problems as problems:
            errors += problems.errors
        except FileError as error:
            errors.append(error)
    if errors:
        raise Problems(errors)
    names = _names([(scenario.path, shipped_name) for scenario, shipped_name in loaded])
    return {name: replace(scenario, name=name) for name, (scenario, _) in zip(names, loaded, strict=True)}


def moments_of(scenario: Scenario, device: str, lux: float | None) -> list[Moment]:
    """The moments that a scenario says, in time.

    Args:
        scenario: Whose ``stills:`` and ``expect:`` are meant. A still at the time of a named screenshot is that one.
        device: Its id.
        lux: Illuminance that the test sets.
    """
    names = {wanted.screenshot: wanted.times_s[0] for wanted in scenario.expect if wanted.screenshot}
    found = [Moment(t_s, screenshot_id(t_s, device, lux=lux, name=name), name) for name, t_s in names.items()]
    for t_s in dict.fromkeys(scenario.stills_s):
        if t_s not in names.values():
            found.append(Moment(t_s, screenshot_id(t_s, device, lux=lux)))
    taken = {moment.t_s for moment in found}
    for t_s in dict.fromkeys(t_s for wanted in scenario.expect for t_s in wanted.times_s):
        if t_s not in taken:
            found.append(Moment(t_s, screenshot_id(t_s, device, lux=lux), screenshot=False))
    return sorted(found, key=lambda moment: (moment.t_s, moment.name))


def baselines_of(file: Path, name: str, baselines: Path | None) -> Path:
    """The folder of a scenario's baselines.

    Args:
        file: The scenario's.
        name: The scenario's, in the run.
        baselines: A folder for those of all scenarios. Without one they lie beside the scenario; those of a shipped
            one that is installed in ``baselines`` of the current folder, for an installation is no place for them.
    """
    if baselines is None and _is_installed(file):
        baselines = Path("baselines")
    return BaselineStore.beside(file).folder if baselines is None else baselines / name


def find_scenario_files(paths: Sequence[str]) -> list[tuple[Path, str]]:
    """The files that are meant, each once, with the names of shipped ones.

    Raises:
        UsageError: No scenario is there.
        FileError: A path without a scenario.
    """
    found: dict[Path, tuple[Path, str]] = {}
    for text in paths or ["."]:
        path = Path(text)
        if path.is_dir() and not (path / FILE_NAME).is_file():
            below = list(_below(path))
            if not below and paths:
                raise FileError(display_path(path), f"has no {FILE_NAME} in it or below", hint="name a scenario")
        else:
            below = [scenario_file(path if path.exists() else text)[0]]
        for file in below:
            found.setdefault(file.resolve(), (file, _shipped_name(file)))
            if len(found) > MAX_SCENARIOS:
                raise UsageError(f"more than {MAX_SCENARIOS} scenarios", hint="name some of the folders")
    if not found:
        hint = "name one: hud test my-scenario/, or a shipped one: hud test morning-walk"
        raise UsageError("there is no scenario in this folder", hint=hint)
    return list(found.values())


def _below(folder: Path) -> Iterator[Path]:
    for path, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if name not in _NOT_SEARCHED and not name.startswith("."))
        if FILE_NAME in names:
            yield Path(path) / FILE_NAME


def _shipped_name(file: Path) -> str:
    name = scenario_file(file)[1]
    return name if "/" in name else ""


def _is_installed(file: Path) -> bool:
    """Whether a file is a shipped one of an installation, where there is no checkout around it."""
    try:
        home = scenarios_path()
    except FileNotFoundError:
        return False
    return file.resolve().is_relative_to(home) and home.parent.name == "_data"


def _names(files: Iterable[tuple[Path, str]]) -> list[str]:
    """What each scenario is called: as it is shipped, or by the way to it from the current folder."""
    names: list[str] = []
    for file, shipped_name in files:
        name = shipped_name or _way(file)
        number, free = 2, name
        while free in names:
            number, free = number + 1, f"{name}-{number}"
        names.append(free)
    return names


def _way(file: Path) -> str:
    path = file.resolve()
    whole = path.parent if path.name == FILE_NAME else path.with_suffix("")
    try:
        parts = whole.relative_to(Path.cwd().resolve()).parts
    except ValueError:
        parts = whole.parts[-2:] if path.name != FILE_NAME else whole.parts[-1:]
    return "/".join(filter(None, map(plain_name, parts))) or plain_name(whole.name) or "scenario"


def _absolute(device: str) -> str:
    """A device's path for another process, which may have another current folder."""
    return str(Path(device).resolve()) if Path(device).suffix in (".yaml", ".yml") else device
