"""A run's folder as a runner leaves it, of screenshots made by hand: pictures, baselines and ``results.json``."""

from dataclasses import replace

import numpy as np

from hud.regression import BaselineStore, JobResult, RunResults, ScenarioResult, judge, read_results, write_results
from hud.regression.index import to_entries, tree_key
from hud.regression.pictures import Place, keep
from hud.regression.snapshots import result_of
from tests.helpers.shots import HERE, TREE, codes, element, shot

HOSTILE = "</script><img src=x onerror=\"document.title='owned'\">\u2028{{data}}'"


def lit(seed=1):
    """A panel with light where another has none."""
    picture = codes(seed)
    picture[44:50, 8:20] = (88, 169, 255)
    return picture


def run(folder, pairs, *, title="Walk", **more):
    """Write a run.

    Args:
        folder: Where ``out`` and ``baselines`` go.
        pairs: (what was approved or None, what was drawn now), of one scenario.
        title: Of the scenario.
        more: ``frame`` with what the eyes see, and fields of the results.

    Returns:
        The run's folder.
    """
    out, frame = folder / "out", more.pop("frame", None)
    store = BaselineStore(folder / "baselines")
    store.approve([before for before, _ in pairs if before is not None], HERE)
    known, jobs, trees = store.load(), [], {}
    for before, now in pairs:
        baseline = known[before.id] if before is not None else None
        judgement = judge(baseline, now, HERE)
        kept, eyes = keep(Place(out, f"walk/{now.id}", baseline), frame, now, HERE, judgement)
        job = result_of(f"walk/{now.id}", "walk", now, HERE, judgement, name="")
        jobs.append(replace(job, folder=kept, eyes=eyes))
        trees |= {tree_key(entries): entries for entries in map(to_entries, now.trees.values())}
    scenario = ScenarioResult("walk", title, "../walk/scenario.yaml", "../baselines", 60.0)
    write_results(
        out,
        RunResults(
            hud="0.1.0",
            started="2026-11-22T15:19:10Z",
            seconds=2.5,
            jobs=tuple(jobs) + tuple(more.pop("jobs", ())),
            scenarios=(scenario,),
            trees=trees,
            environments={HERE.id: dict(HERE.values)},
            **more,
        ),
    )
    return out


def moved(tree, dx):
    return tuple(replace(e, box=(e.box[0] + dx, *e.box[1:]), room=(e.room[0] + dx, *e.room[1:])) for e in tree)


def usual(folder, **more):
    """Two causes, one missing, one identical: the clock jumped in three frames, the arrow is drawn otherwise in two."""
    pairs = []
    for t_s in (10.0, 12.0, 14.0):
        old = shot(t_s=t_s)
        tree = (*TREE[:-1], element("clock", "08:13", box=(90, 40, 30, 12)))
        pairs.append((old, shot(lit(), t_s=t_s, trees=dict.fromkeys(old.panels, tree))))
    for t_s in (20.0, 22.0):
        changed = codes()
        changed[10:20, 10:14] = (40, 80, 160)
        pairs.append((shot(t_s=t_s), shot(changed, t_s=t_s)))
    pairs.append((None, shot(t_s=30.0)))
    same = shot(t_s=40.0)
    pairs.append((same, same))
    return run(folder, pairs, **more)


def error(name, words):
    """A moment that could not be drawn."""
    return JobResult(f"walk/{name}", "walk", name, 50.0, "quark-s1", None, "error", words=(words,), cause="error")


def many(folder, count, *, drawn=10):
    """So many failures; of pictures so few, which is what takes time to make."""
    pairs = []
    for n in range(drawn):
        changed = codes()
        changed[30:50, 10:90] = np.random.default_rng(n).integers(0, 255, (20, 80, 3), np.uint8)
        pairs.append((shot(t_s=float(n)), shot(changed, t_s=float(n))))
    out = run(folder, pairs)
    results = read_results(out)
    jobs = [replace(results.jobs[n % drawn], key=f"walk/{n}", id=str(n), t_s=float(n)) for n in range(count)]
    write_results(out, replace(results, jobs=tuple(jobs)))
    return out
