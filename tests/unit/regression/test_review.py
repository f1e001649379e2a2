"""The review's server: who may ask for what, and that an approval can be taken back to the last byte."""

import http.client
import json
import threading
from contextlib import contextmanager
from dataclasses import replace

import pytest

from hud.errors import FacilityError, FileError
from hud.regression import BaselineStore, judge, load_shot, read_results, write_results
from hud.regression.report import Review
from tests.helpers.runs import usual
from tests.helpers.shots import HERE


@pytest.fixture
def review(tmp_path):
    out = usual(tmp_path)
    (tmp_path / "secret.png").write_bytes(b"\x89PNG\r\n\x1a\nsecret")
    session = Review(out)
    thread = threading.Thread(target=session.serve)
    thread.start()
    yield session
    session.close()
    thread.join()


def ask(review, path, body=None, *, method="", **headers):
    """A request as a browser on our own page makes it, but for what is given."""
    usual = {"Host": f"127.0.0.1:{review.port}", "Sec-Fetch-Site": "same-origin"}
    if body is not None:
        usual |= {"Origin": f"http://127.0.0.1:{review.port}", "Content-Type": "application/json"}
    sent = {k: v for k, v in {**usual, **{k.replace("_", "-"): v for k, v in headers.items()}}.items() if v is not None}
    connection = http.client.HTTPConnection("127.0.0.1", review.port, timeout=20)
    data = body if isinstance(body, bytes | None) else json.dumps(body).encode()
    connection.putrequest(method or ("GET" if body is None else "POST"), path, skip_host=True)
    for name, value in sent.items():
        connection.putheader(name, value)
    if data is not None and "Content-Length" not in sent:
        connection.putheader("Content-Length", str(len(data)))
    connection.endheaders(data)
    answer = connection.getresponse()
    found = answer.status, answer.read(), answer.headers
    connection.close()
    return found


KEY = "walk/10s-quark-s1"


def test_the_page_and_its_pictures_are_given(review):
    status, page, headers = ask(review, f"/{review.token}/")
    assert status == 200
    assert b'"live":{"decisions":{}}' in page
    assert b"picture-0" not in page
    assert headers["Referrer-Policy"] == "no-referrer"
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
    status, data, headers = ask(review, f"/{review.token}/{KEY}/diff.left.png")
    assert (status, data[:4], headers["Content-Type"]) == (200, b"\x89PNG", "image/png")


def test_whoever_is_not_our_page_is_refused_and_changes_nothing(review):
    root, port = f"/{review.token}/", review.port
    yes = {"keys": [KEY], "decision": "approve"}
    before = {path: path.read_bytes() for path in review.folder.parent.rglob("*") if path.is_file()}
    for wanted, path, body, more in [
        (403, root, None, {"Host": f"evil.example:{port}"}),  # a rebound name
        (403, root, None, {"Host": None}),
        (403, root, None, {"Host": "127.0.0.1"}),
        (403, root, None, {"Sec_Fetch_Site": "cross-site"}),
        (404, "/", None, {}),
        (404, f"/{review.token}", None, {}),
        (404, f"/{review.token[:-1]}/", None, {}),
        (404, f"{root}..%2Fsecret.png", None, {}),
        (404, f"{root}../secret.png", None, {}),
        (404, f"{root}%2e%2e/secret.png", None, {}),
        (404, f"{root}/etc/hostname", None, {}),
        (404, f"{root}results.json", None, {}),
        (404, f"{root}{KEY}/shot.json", None, {}),
        (404, "/decide", yes, {}),
        (404, f"/{'x' * len(review.token)}/decide", yes, {}),
        (403, f"{root}decide", yes, {"Origin": None}),
        (403, f"{root}decide", yes, {"Origin": "null"}),
        (403, f"{root}decide", yes, {"Origin": "http://evil.example"}),
        (403, f"{root}decide", yes, {"Origin": f"http://127.0.0.1:{port + 1}"}),
        (403, f"{root}decide", yes, {"Host": f"evil.example:{port}", "Origin": f"http://evil.example:{port}"}),
        (415, f"{root}decide", yes, {"Content_Type": "text/plain"}),  # what a form may send anywhere
        (413, f"{root}decide", yes, {"Content_Length": "99999999"}),
        (413, f"{root}decide", yes, {"Content_Length": "-1"}),
        (400, f"{root}decide", b"{", {}),
        (400, f"{root}decide", b"[" * 100_000, {}),
        (400, f"{root}decide", {"keys": "x", "decision": "approve"}, {}),
        (409, f"{root}decide", {"keys": [KEY], "decision": "delete"}, {}),
        (409, f"{root}decide", {"keys": ["walk/nothing"], "decision": "approve"}, {}),
        (409, f"{root}decide", {"keys": ["walk/40s-quark-s1"], "decision": "approve"}, {}),  # identical
    ]:
        status, data, _ = ask(review, path, body, **more)
        assert status == wanted, (path, more, data)
        assert b"secret" not in data
    assert ask(review, root, method="PUT")[0] == 501
    assert before == {path: path.read_bytes() for path in review.folder.parent.rglob("*") if path.is_file()}


def test_an_approval_is_the_baseline_and_is_taken_back_wholly(review):
    store = BaselineStore(review.folder.parent / "baselines")
    before = {path.name: path.read_bytes() for path in store.folder.iterdir()}
    keys = [KEY, "walk/12s-quark-s1", "walk/30s-quark-s1"]

    def decide(keys, decision):
        status, data, _ = ask(review, f"/{review.token}/decide", {"keys": keys, "decision": decision})
        assert status == 200, data
        return json.loads(data)["decisions"]

    assert decide(keys, "approve") == dict.fromkeys(keys, "approved")
    for key in keys:
        now, _ = load_shot(review.folder / key)
        assert judge(store.load()[now.id], now, HERE).verdict == "identical"
    assert {job.key for job in read_results(review.folder).jobs if job.status == "updated"} == set(keys)

    assert decide([KEY], "reject") == {KEY: "rejected", keys[1]: "approved", keys[2]: "approved"}
    assert {job.key for job in read_results(review.folder).jobs if job.status == "updated"} == set(keys[1:])
    assert decide(keys, "undo") == {}
    assert {path.name: path.read_bytes() for path in store.folder.iterdir()} == before
    assert read_results(review.folder) == review.results
    assert decide(keys, "approve") == dict.fromkeys(keys, "approved")


def test_what_changed_since_is_told_and_not_approved(review):
    (review.folder / KEY / "actual.left.png").unlink()
    status, data, _ = ask(review, f"/{review.token}/decide", {"keys": [KEY], "decision": "approve"})
    assert status == 409
    assert "no such file" in json.loads(data)["error"]
    assert review.decisions == {}


def test_what_was_drawn_again_since_is_not_approved_unseen(review, tmp_path):
    usual(tmp_path / "again")
    results = replace(read_results(tmp_path / "again" / "out"), started="2026-11-23T09:00:00Z")
    write_results(review.folder, results)
    status, data, _ = ask(review, f"/{review.token}/decide", {"keys": [KEY], "decision": "approve"})
    assert status == 409
    assert b"the tests were run again" in data
    assert ask(review, f"/{review.token}/")[0] == 200
    assert ask(review, f"/{review.token}/decide", {"keys": [KEY], "decision": "approve"})[0] == 200
    (review.folder / "results.json").unlink()
    assert ask(review, f"/{review.token}/")[0] == 409


def test_a_run_that_ends_while_a_decision_waits_for_it_is_not_approved_unseen(review, tmp_path, monkeypatch):
    usual(tmp_path / "again")
    results = replace(read_results(tmp_path / "again" / "out"), started="2026-11-23T09:00:00Z")

    @contextmanager
    def waited(folder, **_):
        write_results(folder, results)
        yield

    monkeypatch.setattr("hud.regression.report.review.locked", waited)
    status, data, _ = ask(review, f"/{review.token}/decide", {"keys": [KEY], "decision": "approve"})
    assert (status, review.decisions) == (409, {})
    assert b"the tests were run again" in data


def test_no_results_and_a_taken_port_are_told(review, tmp_path):
    with pytest.raises(FileError, match="has no results of a test run"):
        Review(tmp_path / "nowhere")
    with pytest.raises(FacilityError, match="cannot be used"):
        Review(review.folder, port=review.port)
