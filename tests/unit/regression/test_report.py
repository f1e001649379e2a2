"""The report as a file: what is in it, what is one decision, and what can never be in it."""

import base64
import json
import os
import re
from dataclasses import replace

import pytest

from hud.regression import Pictures, read_results
from hud.regression.outcome import EyeResult
from hud.regression.report import report_page, write_report
from hud.regression.report.content import content
from hud.regression.report.pictures import Beside, Embedded
from tests.helpers.runs import HOSTILE, error, many, run, usual


def data_of(page):
    (found,) = re.findall(r'<script type="application/json" id="run">(.*?)</script>', page, re.DOTALL)
    return json.loads(found)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return usual(tmp_path_factory.mktemp("usual"), jobs=[error("broken", "scenario.yaml:3:1: no")])


@pytest.fixture(scope="module")
def page(folder):
    return report_page(read_results(folder), folder)


def test_equal_causes_are_one_decision(page):
    data = data_of(page)
    told = [(cause["kind"], data["jobs"][cause["jobs"][0]]["headline"], len(cause["jobs"])) for cause in data["causes"]]
    assert told == [
        ("error", "scenario.yaml:3:1: no", 1),
        ("different", "clock: '08:12' -> '08:13'", 3),
        ("different", "nav.arrow: drawn otherwise", 2),
        ("missing", "No baseline yet", 1),
        ("identical", "As approved", 1),
    ]
    assert data["kinds"][1] == {"kind": "different", "count": 5}


def test_other_words_are_another_cause(folder):
    results = read_results(folder)
    first = results.jobs[0]
    other = replace(first, changes=(replace(first.changes[0], words="clock: 'eight' -> 'nine'"),))
    figures = replace(first, changes=(replace(first.changes[0], words="clock: '09:10' -> '09:11'"),))

    def causes(*jobs):
        return len(content(replace(results, jobs=jobs), Embedded(folder), Beside(folder))["causes"])

    assert (causes(first, figures), causes(first, other)) == (1, 2)
    # one wrong digit is not approved with others
    wrong = [
        replace(first, changes=(replace(first.changes[0], words=f"nav: '{words}'"),))
        for words in ("180 m' -> '18 m", "20 m' -> '21 m", "30 m' -> '38 m")
    ]
    assert causes(*wrong) == 2
    assert causes(first, replace(first, verdict="tolerated", status="passed")) == 2


def test_every_picture_of_a_failure_is_inside_once(page, folder):
    data = data_of(page)
    pictures = re.findall(r'<script type="text/plain" id="picture-(\d+)">data:image/png;base64,(.*?)</script>', page)
    assert [int(number) for number, _ in pictures] == list(range(len(pictures)))
    contents = [base64.b64decode(text) for _, text in pictures]
    assert len(set(contents)) == len(contents)
    for job in data["jobs"]:
        for eye, found in job["eyes"].items():
            for name, ref in found["layer"].items():
                if job["kind"] == "identical":
                    assert ref is None or isinstance(ref, str)
                elif ref is not None:
                    file = folder / job["key"] / f"{name}.{eye}.png"
                    assert contents[ref] == file.read_bytes()
    assert sum(job["eyes"]["left"]["layer"]["diff"] is not None for job in data["jobs"] if job["eyes"]) == 5


def test_it_asks_for_nothing_and_allows_nothing(page):
    policy = re.search(r'Content-Security-Policy" content="(.*?)"', page)[1]
    assert policy.startswith("default-src &#x27;none&#x27;; script-src &#x27;sha256-")
    assert "unsafe" not in policy
    outside = re.findall(r"""(?:https?:)?//[\w.]+""", re.sub(r"data:[^)<]*", "", page))
    assert set(outside) <= {"http://www.w3.org"}, outside  # the name of SVG, which is asked of nobody


def test_hostile_texts_stay_texts(tmp_path):
    out = run(tmp_path, [], title=HOSTILE, notes=(HOSTILE,), jobs=[error(HOSTILE, HOSTILE)])
    page = report_page(read_results(out), out)
    assert page.count("<img") == 0
    assert page.lower().count("</script>") == 2
    data = data_of(page)
    assert (data["jobs"][0]["title"], data["notes"][0], data["jobs"][0]["words"][0]) == (HOSTILE, HOSTILE, HOSTILE)


def test_nothing_of_the_machine_is_in_it(tmp_path, monkeypatch):
    monkeypatch.setenv("HUD_TEST_SECRET", "s3cr3t-in-no-report")
    out = usual(tmp_path)
    page = write_report(out).read_text("utf-8")
    values = [value for name, value in os.environ.items() if len(value) > 12 and name not in ("LS_COLORS",)]
    assert not [value for value in values if value in page]


@pytest.mark.parametrize("way", ["../secret.png", "/etc/hostname", "walk/../../secret.png"])
def test_no_picture_outside_of_the_run_is_put_in(tmp_path, folder, way):
    (tmp_path / "secret.png").write_bytes(b"\x89PNG\r\n\x1a\nsecret")
    results = read_results(folder)
    job = replace(results.jobs[0], eyes={"left": EyeResult(Pictures(actual=way))})
    out = tmp_path / "out"
    out.mkdir()
    page = report_page(replace(results, jobs=(job,)), out)
    assert "picture-0" not in page.replace("`picture-", "")
    assert data_of(page)["jobs"][0]["eyes"]["left"]["layer"]["actual"] == way


def test_what_is_too_much_to_mail_stays_beside_and_is_told(folder):
    results = read_results(folder)

    def put(embedded):
        refs = [
            ref
            for job in content(results, embedded, Beside(folder))["jobs"]
            for eye in job["eyes"].values()
            for ref in eye["layer"].values()
        ]
        return {type(ref) for ref in refs if ref is not None}, sum(len(uri) for uri in embedded.uris)

    whole, half, none = Embedded(folder), Embedded(folder, limit=800), Embedded(folder, limit=0)
    assert (put(whole)[0], whole.left_beside) == ({int, str}, 0)  # only of what is identical is a path given
    assert put(half)[0] == {int, str}
    assert 0 < put(half)[1] < put(whole)[1]
    assert half.left_beside
    assert put(none) == ({str}, 0)


def test_a_run_of_nothing_has_a_report(tmp_path):
    page = write_report(run(tmp_path, [])).read_text("utf-8")
    assert "<title>All well - HUD screenshots</title>" in page
    assert data_of(page)["jobs"] == []


def test_five_hundred_failures_are_one_file(tmp_path):
    path = write_report(many(tmp_path, 500))
    data = data_of(path.read_text("utf-8"))
    assert len(data["jobs"]) == 500
    assert path.stat().st_size < 64 * 2**20
    assert all(isinstance(job["eyes"]["left"]["layer"]["actual"], int) for job in data["jobs"])
