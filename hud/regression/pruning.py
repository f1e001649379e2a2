"""Baselines that nothing uses any more."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from hud.device import load_device
from hud.regression.index import NAME
from hud.regression.planning import baselines_of, load_all, moments_of
from hud.regression.store import FOLDER, Baseline, BaselineStore

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from hud.scenario import Scenario


@dataclass(frozen=True, slots=True)
class Unused:
    """Baselines of one store."""

    store: BaselineStore
    ids: tuple[str, ...]


def unused(
    paths: Sequence[str], *, devices: Sequence[str] = (), lux: Sequence[float] = (), baselines: Path | None = None
) -> list[Unused]:
    """The baselines of moments that no scenario says any more, and those of scenarios that are gone.

    Args:
        paths: Scenarios, as `hud.regression.planning.make_plan` takes them.
        devices: All glasses that are tested; every one is in use where none is named.
        lux: All illuminances that are tested, in lx; likewise.
        baselines: Where baselines are kept, if not beside the scenarios.

    Raises:
        HudError: A scenario, a device or an index cannot be read.
    """
    known = {load_device(device).id for device in devices}
    lights = set(lux)
    found: list[Unused] = []
    for name, scenario in load_all(paths).items():
        store = BaselineStore(baselines_of(scenario.path, name, baselines))
        gone = tuple(
            sorted(
                one.id
                for one in store.load().values()
                if (known and one.entry.device not in known)
                or (lights and one.entry.lux not in lights)
                or one.id not in _in_use(scenario, one)
            )
        )
        if gone:
            found.append(Unused(store, gone))
        if baselines is None:
            found += _orphans(scenario.path.parent)
    return list({one.store.folder.resolve(): one for one in found}.values())


def forgotten(scenario: Scenario, folder: Path) -> tuple[str, ...]:
    """The ids of baselines that belong to no moment of a scenario any more, on whatever glasses, in whatever light.

    Raises:
        FileError: The index cannot be read.
    """
    known = BaselineStore(folder).load().values()
    return tuple(sorted(one.id for one in known if one.id not in _in_use(scenario, one)))


def remove(found: Iterable[Unused]) -> None:
    """Remove them.

    Raises:
        FileError: A store cannot be written to.
        UsageError: Somebody else removed one meanwhile.
    """
    for one in found:
        one.store.remove(one.ids)


def _in_use(scenario: Scenario, baseline: Baseline) -> set[str]:
    moments = moments_of(scenario, baseline.entry.device, baseline.entry.lux)
    return {moment.id for moment in moments if moment.screenshot}


def _orphans(folder: Path) -> list[Unused]:
    """Baselines of ``rain.yaml``, where there is no such file any more. ``test_rain.py`` has its own."""
    found = []
    for index in sorted((folder / FOLDER).glob(f"*/{NAME}")):
        if not any((folder / f"{index.parent.name}{suffix}").exists() for suffix in (".yaml", ".yml", ".py")):
            store = BaselineStore(index.parent)
            if ids := tuple(sorted(store.load())):
                found.append(Unused(store, ids))
    return found
