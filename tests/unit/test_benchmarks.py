import pytest

from tests.benchmarks import timing
from tests.benchmarks.__main__ import BENCHMARKS, machine, main
from tests.benchmarks.timing import Company, Row, best_ms, table


def test_the_table_says_what_is_over_its_bound():
    said = table([Row("fast", "slow", 1.0, 0.5, bound=1.0), Row("slow", "fast", 2.0, 2.0, bound=1.0)]).splitlines()
    assert "over" not in said[1]
    assert said[2].endswith("over")


def test_actions_are_measured_by_turns():
    calls = []
    spent = best_ms(lambda: calls.append("a"), lambda: calls.append("b"), rounds=3)
    assert calls == ["a", "b"] * 5
    assert all(0 <= ms < 1000 for ms in spent)


def test_an_unknown_name_lists_the_known():
    with pytest.raises(SystemExit, match="there are: " + ", ".join(BENCHMARKS)):
        main(["three"])


def test_the_machine_is_named():
    assert "Python" in machine()


def test_what_others_take_of_the_machine_is_told(monkeypatch):
    clock = iter([(100.0, 5.0), (104.0, 6.0), (109.0, 6.0)])
    monkeypatch.setattr(timing, "_busy_s", lambda: next(clock))
    monkeypatch.setattr(timing.os, "cpu_count", lambda: 2)
    times = iter([0.0, 100.0, 100.0])
    monkeypatch.setattr(timing.time, "perf_counter", lambda: next(times))
    company = Company()
    assert company.said() == "others took 2% of the processors in these 100 s"
    assert company.said().startswith("others took 4% of")
