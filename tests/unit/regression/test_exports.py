"""JUnit and GitHub: valid, escaped, grouped, bounded, and telling nothing of the machine."""

import re
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hud.regression import Alarm, ExpectResult, EyeResult, JobResult, Pictures, RunResults, ScenarioResult, Timings
from hud.regression.github import MAX_ANNOTATIONS, MAX_SUMMARY_BYTES, commands, summary
from hud.regression.junit import junit_xml

# what Jenkins' junit-10.xsd allows: children, attributes that may be there and those that must
SUMS = {"tests", "failures", "errors"}
SCHEMA = {
    "testsuites": ({"testsuite"}, {"name", "time", *SUMS}, set()),
    "testsuite": (
        {"testsuite", "properties", "testcase", "system-out", "system-err"},
        {"name", "group", "time", "skipped", "timestamp", "hostname", "id", "package", "file", "log", "url", *SUMS},
        {"name", *SUMS},
    ),
    "properties": ({"property"}, set(), set()),
    "property": (set(), {"name", "value"}, {"name", "value"}),
    "testcase": (
        {"skipped", "error", "failure", "system-out", "system-err"},
        {"name", "time", "classname", "group"},
        {"name"},
    ),
    "failure": (set(), {"type", "message"}, set()),
    "error": (set(), {"type", "message"}, set()),
    "system-out": (set(), set(), set()),
}
UNMET = ExpectResult(3, "shows", False, "at 3 s nothing shows 'x'", "seen: 'y'", "../../walk/scenario.yaml", 11, 22)
LEFT = EyeResult(Pictures("walk/b/expected.left.png", "walk/b/actual.left.png", "walk/b/diff.left.png"))


def job(name, verdict="identical", status="passed", **more):
    usual = {"scenario": "walk", "t_s": 1.0, "device": "quark-s1", "lux": None, "timings": Timings(20.0, 5.5)}
    return JobResult(f"walk/{name}", id=name, verdict=verdict, status=status, **{**usual, **more})


JOBS = (
    job("a"),
    job("b", "different", "failed", words=("clock: '08:12' -> '08:13'", "right"), eyes={"left": LEFT}, cause="clock"),
    job("c", None, "error", words=("screen.qml:3: ends",)),
    job("d", "identical", "failed", expectations=(UNMET,)),
    job("e", "missing", "updated", eyes={"left": EyeResult(Pictures(actual="walk/e/actual.left.png"))}),
    job("f", "tolerated", words=("drawn elsewhere",)),
)


def run(*jobs, **more):
    scenario = ScenarioResult("walk", "A walk", "../../walk/scenario.yaml", "../../walk/baselines", 9.0)
    usual = {"hud": "0.1.0", "started": "2026-11-22T15:19:10Z", "seconds": 1.5, "scenarios": (scenario,)}
    return RunResults(jobs=jobs, **{**usual, **more})


def check(data):
    root = ElementTree.fromstring(data)
    assert root.tag == "testsuites"
    for element in root.iter():
        children, may, must = SCHEMA[element.tag]
        assert {child.tag for child in element} <= children, element.tag
        assert must <= set(element.attrib) <= may, element.tag
        if element.tag in ("testsuite", "testsuites") and "time" in element.attrib:
            assert re.fullmatch(r"\d+\.\d{3}", element.attrib["time"])
    return root


def test_junit_is_valid_and_counts(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    root = check(junit_xml(run(*JOBS, environments={"k": {"qt": "6.12.0", "hud": "0.1.0"}}), tmp_path / "out"))
    (suite,) = root
    assert {key: suite.get(key) for key in ("name", "tests", "failures", "errors")} == {
        "name": "walk",
        "tests": "6",
        "failures": "2",
        "errors": "1",
    }
    cases = {case.get("name"): case for case in suite.iter("testcase")}
    assert cases["b"].find("failure").get("message") == "different: clock: '08:12' -> '08:13'"
    assert cases["b"].find("system-out").text.splitlines() == [
        "[[ATTACHMENT|out/walk/b/expected.left.png]]",
        "[[ATTACHMENT|out/walk/b/actual.left.png]]",
        "[[ATTACHMENT|out/walk/b/diff.left.png]]",
    ]
    assert cases["d"].find("failure").get("message") == "expect: at 3 s nothing shows 'x' (seen: 'y')"
    assert cases["e"].find("system-out").text.startswith("updated: was missing")
    assert "hostname" not in suite.attrib
    assert cases["f"].find("system-out").text == "tolerated:\ndrawn elsewhere"


def test_an_alarm_that_did_not_ring_is_an_error_of_its_own():
    root = check(junit_xml(run(job("a"), alarm=Alarm(False, "not found")), None))
    assert root.find("testsuite[@name='alarm']/testcase/error").get("message") == "not found"


@settings(max_examples=60, deadline=None)
@given(text=st.text(st.characters(exclude_categories=()), max_size=40))
def test_whatever_a_text_holds_the_exports_hold(text):
    results = run(job("b", "different", "failed", words=(text, text)), job("c", None, "error", words=(text,)))
    check(junit_xml(results, None))
    lines = list(commands(results, Path("out")))
    assert all("\n" not in line and line.startswith("::error file=") for line in lines)
    assert summary(results).count("\n|") == 4


def test_annotations_are_at_their_places_and_equal_causes_once(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    forty = [
        job(f"n{n}", "different", "failed", words=(f"clock: '{n}' -> '{n + 1}'",), cause="clock") for n in range(40)
    ]
    lines = list(commands(run(*JOBS, *forty), tmp_path / "out/test"))
    assert lines == [
        "::error file=walk/scenario.yaml,title=different%3A walk/b (and 40 more like it)::"
        "clock: '08:12' -> '08:13'%0Aright",
        "::error file=walk/scenario.yaml,title=error%3A walk/c::screen.qml:3: ends",
        "::error file=walk/scenario.yaml,line=11,col=22,title=expected%3A walk/d::at 3 s nothing shows 'x' (seen: 'y')",
    ]
    many = [job(f"n{n}", "different", "failed", cause=f"{n}") for n in range(40)]
    lines = list(commands(run(*many), tmp_path / "out/test"))
    assert len(lines) == MAX_ANNOTATIONS
    assert lines[-1].endswith("::and 31 causes more; the report has them all")


def test_the_summary_is_a_table_of_causes_and_bounded():
    text = summary(run(*JOBS))
    assert "1 ⚠️ error, 2 ❌ failed, 2 ✅ passed, 1 🔄 updated" in text
    assert "| different | walk/b | clock: '08:12' -&#62; '08:13'<br>right |" in text
    many = [job(f"n{n}", "different", "failed", words=("x" * 9000,), cause=f"{n}") for n in range(400)]
    assert len(summary(run(*many)).encode()) <= MAX_SUMMARY_BYTES + 10
    assert summary(run(job("a"))).count("|") == 0


@pytest.mark.parametrize("name", ["a|b", "a`b", "a<b>", "a\nb"])
def test_names_do_not_break_the_table(name):
    rows = [line for line in summary(run(job(name, "different", "failed", words=("w",)))).splitlines() if "w |" in line]
    assert len(rows) == 1
    assert rows[0].count("|") == 4
