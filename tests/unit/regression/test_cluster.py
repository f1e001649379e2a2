"""A Dask cluster that loses what it had: the run ends in words. What a whole cluster does is in tests/e2e."""

from types import SimpleNamespace

import pytest

from hud.errors import FacilityError
from hud.regression import cluster


def future(status):
    made = SimpleNamespace(status=status)
    made.done = lambda: made.status != "pending"
    return made


def test_each_task_is_given_as_it_is_done():
    futures = [future("finished"), future("error")]
    assert list(cluster._as_done(SimpleNamespace(nthreads=dict), futures)) == futures


def test_without_a_worker_nobody_waits_for_ever(monkeypatch):
    monkeypatch.setattr(cluster, "LOOK_S", 0.0)
    monkeypatch.setattr(cluster, "ALONE_S", 0.0)
    done, lost = future("finished"), future("pending")
    given = cluster._as_done(SimpleNamespace(nthreads=dict), [done, lost])
    assert next(given) is done
    with pytest.raises(FacilityError, match="no Dask worker is left; 1 tasks were waiting"):
        next(given)


def test_a_scheduler_that_went_away_is_told_whatever_the_client_says_of_it(monkeypatch):
    monkeypatch.setattr(cluster, "LOOK_S", 0.0)
    lost = future("pending")

    def nthreads():
        raise OSError("Timed out trying to connect")

    def given_up():
        lost.status = "cancelled"
        return nthreads()

    assert list(cluster._as_done(SimpleNamespace(nthreads=given_up), [lost])) == [lost]
    lost.status = "pending"
    monkeypatch.setattr(cluster, "ALONE_S", 0.0)
    with pytest.raises(FacilityError, match="the Dask scheduler went away"):
        list(cluster._as_done(SimpleNamespace(nthreads=nthreads), [lost]))
