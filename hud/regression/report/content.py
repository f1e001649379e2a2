"""What a report shows, as plain values: moments, the causes they have in common, and the strips they lie in."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import asdict
from typing import TYPE_CHECKING, Any, Literal

from hud.regression.elements import element_under

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable

    from hud.regression.outcome import Change, JobResult, RunResults
    from hud.regression.outcome import Pictures as Paths
    from hud.regression.report.pictures import Pictures, Ref

Kind = Literal["error", "different", "size", "unstable", "missing", "expectations", "tolerated", "updated", "identical"]
KINDS: tuple[Kind, ...] = (
    "error",
    "different",
    "size",
    "unstable",
    "missing",
    "expectations",
    "tolerated",
    "updated",
    "identical",
)
"""What a reader sorts by, the most urgent first. ``expectations``: as approved, but not as the scenario expects."""

PASSING: tuple[Kind, ...] = ("tolerated", "updated", "identical")


def kind_of(job: JobResult) -> Kind:
    """Which of `KINDS` a moment is."""
    if job.status == "error":
        return "error"
    if job.status == "updated":
        return "updated"
    if job.verdict in ("different", "size", "unstable", "missing"):
        return job.verdict
    if job.failed_expectations:
        return "expectations"
    return "tolerated" if job.verdict == "tolerated" else "identical"


def content(results: RunResults, pictures: Pictures, beside: Pictures) -> dict[str, Any]:
    """The page's data.

    Args:
        results: Of the run.
        pictures: Asked for the pictures of what is not identical, most urgent first.
        beside: Asked for the others.
    """
    titles = {scenario.name: scenario.title for scenario in results.scenarios}
    groups = _grouped(range(len(results.jobs)), lambda i: _cause_of(results.jobs[i], results))
    causes = sorted(groups, key=lambda group: KINDS.index(kind_of(results.jobs[group[0]])))
    series = _grouped(range(len(results.jobs)), lambda i: _series_of(results.jobs[i]))
    cause_of = {i: number for number, group in enumerate(causes) for i in group}
    series_of = {i: number for number, group in enumerate(series) for i in group}
    eyes = _eyes(results, causes, pictures, beside)
    counted = Counter(kind_of(job) for job in results.jobs)
    return {
        "hud": results.hud,
        "started": results.started,
        "seconds": results.seconds,
        "update": results.update,
        "shard": results.shard,
        "against": results.against,
        "repeat": results.repeat,
        "alarm": None if results.alarm is None else asdict(results.alarm),
        "notes": [*(f"There are no results of part {part}" for part in results.missing_parts), *results.notes],
        "kinds": [{"kind": kind, "count": counted[kind]} for kind in KINDS if counted[kind]],
        "passing": list(PASSING),
        "environments": {key: dict(values) for key, values in results.environments.items()},
        "causes": [{"kind": kind_of(results.jobs[group[0]]), "jobs": group} for group in causes],
        "series": [{"label": _label(results.jobs[group[0]], titles), "jobs": group} for group in series],
        "jobs": [
            _job(job, results, titles) | {"cause": cause_of[i], "series": series_of[i], "eyes": eyes[i]}
            for i, job in enumerate(results.jobs)
        ],
    }


def _job(job: JobResult, results: RunResults, titles: dict[str, str]) -> dict[str, Any]:
    kind = kind_of(job)
    told = kind != "identical"
    differences = [eye.difference for eye in job.eyes.values() if eye.difference is not None]
    unequal = max((one.different + one.antialiased + one.tolerated for one in differences), default=None)
    if unequal is None and job.verdict in ("identical", "tolerated"):
        unequal = 0
    return {
        "key": job.key,
        "kind": kind,
        "verdict": job.verdict,
        "scenario": job.scenario,
        "title": titles.get(job.scenario, job.scenario),
        "id": job.id,
        "name": job.name,
        "t_s": job.t_s,
        "device": job.device,
        "lux": job.lux,
        "words": list(job.words),
        "headline": _headline(job, results),
        "environment": job.environment,
        "variant": job.variant,
        "approvable": job.approvable and not results.against,
        "expectations": [asdict(one) for one in job.failed_expectations],
        "spoken": job.spoken,
        "metadata": dict(job.metadata) if told else {},
        "fingerprint": job.fingerprint,
        "unequal": unequal,
    }


def _eyes(
    results: RunResults, causes: list[list[int]], pictures: Pictures, beside: Pictures
) -> dict[int, dict[str, Any]]:
    """Pictures of every moment by eye: first those of each cause's first moment, so that none is left beside."""
    found: dict[int, dict[str, Any]] = {}
    leading = [group[0] for group in causes]
    others = [i for group in causes for i in group[1:]]
    for first, moments in ((True, leading), (False, others)):
        for i in moments:
            job = results.jobs[i]
            told = kind_of(job) != "identical"
            found[i] = {
                str(eye): {
                    "layer": _refs(eye_result.layer, pictures.layer if told else beside.layer),
                    "view": _refs(eye_result.view, pictures.view if first and told else beside.view),
                    "difference": None if eye_result.difference is None else asdict(eye_result.difference),
                }
                for eye, eye_result in job.eyes.items()
            }
    return found


def _refs(paths: Paths, ref: Callable[[str], Ref]) -> dict[str, Ref]:
    return {name: ref(path) if path else None for name, path in asdict(paths).items()}


def _cause_of(job: JobResult, results: RunResults) -> Hashable:
    """Equal for moments that one decision is enough for.

    Elements that changed in the same way, to the same words but for figures; else pixels of the same elements with the
    same largest step, as another colour makes them; else what the run takes for one cause.
    """
    kind = kind_of(job)
    if kind == "error":
        return kind, job.words
    if kind == "expectations":
        return kind, job.scenario, tuple((one.index, one.kind) for one in job.failed_expectations)
    if kind in ("different", "tolerated") and job.changes:
        said = {_one_for_all(one) for one in job.changes if one.kind in _TOLD}
        return kind, frozenset((one.id, one.kind) for one in job.changes), frozenset(said)
    if kind in ("different", "tolerated") and (touched := _touched(job, results)):
        return kind, touched, max(eye.difference.largest_step for eye in job.eyes.values() if eye.difference)
    if kind in ("different", "tolerated") and job.cause.startswith("pixels"):
        return kind, job.cause
    if kind in ("different", "tolerated"):
        return kind, job.scenario, tuple(map(_without_figures, job.words))
    return kind, job.scenario, job.device if kind == "size" else ""


_TOLD = ("text", "colour", "opacity", "font")
"""What is told with its values; how far something moved is no other cause."""


def _one_for_all(change: Change) -> str:
    """What one decision answers for.

    Of a text its words, with other figures in them. Where nothing but figures changed, changes of the same digits: a
    clock that is a minute late in each picture, and no '18 m' among them.
    """
    before, _, after = change.words.partition(" -> ")
    before = before.partition(": ")[2]
    if change.kind != "text":
        return change.words
    if _without_figures(before) != _without_figures(after):
        return _without_figures(change.words)
    if len(before) != len(after):
        return re.sub(r"\d", "#", f"{before} {after}")
    return "".join("x" if one != two else re.sub(r"\d", "#", one) for one, two in zip(before, after, strict=True))


def _without_figures(words: str) -> str:
    return re.sub(r"\d[\d.,]*", "#", words)


def _touched(job: JobResult, results: RunResults) -> tuple[str, ...]:
    """Ids of the elements that lie under the pixels that differ, where those are under elements at all."""
    found: dict[str, None] = {}
    for eye, result in job.eyes.items():
        elements = results.tree(job, eye)
        for x, y, width, height in () if result.difference is None else result.difference.boxes:
            name = element_under((x, y, width, height), elements)
            if not name:
                return ()
            found[name] = None
    return tuple(sorted(found))


def _headline(job: JobResult, results: RunResults) -> str:
    """A cause in one line, for a list."""
    kind = kind_of(job)
    if kind == "missing":
        return "No baseline yet"
    if kind == "updated":
        return "Is the baseline now"
    if kind == "expectations":
        return job.failed_expectations[0].message
    if kind == "identical":
        return "As approved"
    if kind in ("different", "tolerated") and not job.changes and (touched := _touched(job, results)):
        more = f" and {len(touched) - _NAMED} more" if len(touched) > _NAMED else ""
        return f"{', '.join(touched[:_NAMED])}{more}: drawn otherwise"
    first = job.words[0] if job.words else ""
    if job.cause == "light":
        what = first.rpartition(": ")[2]
        return what[:1].upper() + what[1:]
    if len(job.changes) > 1:
        # what many causes begin with does not tell them apart
        return f"{first}, and {len(job.changes) - 1} more"
    return first if job.changes or not job.cause.startswith("pixels") else first.partition(",")[0]


_NAMED = 3


def _series_of(job: JobResult) -> Hashable:
    return job.scenario, job.device, job.lux


def _grouped(numbers: Iterable[int], key: Callable[[int], Hashable]) -> list[list[int]]:
    found: dict[Hashable, list[int]] = {}
    for number in numbers:
        found.setdefault(key(number), []).append(number)
    return list(found.values())


def _label(job: JobResult, titles: dict[str, str]) -> str:
    light = "" if job.lux is None else f" · {job.lux:g} lx"
    return f"{titles.get(job.scenario, job.scenario)} · {job.device}{light}"
