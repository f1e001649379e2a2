"""What the glasses have received at each moment: links with timing, lost and late."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hud.resources import scenarios_path
from hud.scenario import load_scenario, state_at
from hud.scenario.link import LINKS
from hud.scenario.received import received_at

HEAD = "hud: 1\ntitle: T\ndevice: quark-s1\nduration: 60 s\nworld: {illuminance: 500 lx}\n"


@pytest.fixture
def scenario(tmp_path):
    def make(rest, *, route=False):
        if route:
            source = scenarios_path() / "navigation/morning-walk/route.osrm.json"
            (tmp_path / "route.json").write_bytes(source.read_bytes())
            rest += "  - navigation: {route: route.json, travel: {speed: 1.5 m/s}}\n"
        (tmp_path / "scenario.yaml").write_text(HEAD + rest, encoding="utf-8")
        return load_scenario(tmp_path)

    return make


VALUE = "tracks:\n  - values: {a: [{at: 0 s, is: 1}, {at: 10 s, is: 2}, {at: 20 s, is: 3}]}\n"
NOTICE = "tracks:\n  - events: [{at: 12 s, notice: {title: Lin, for: 5 s}}]\n"


def test_the_published_numbers_of_the_g2():
    """devices.md, "Link timing": 104 ms + 3.9 ms/KB an image, 165 ms a page, 83 ms a text, 9.5 frames/s at most."""
    link = LINKS["even-g2"]
    assert (link.text_s, link.page_s, link.image_s, link.per_kb_s, link.rate_hz) == (0.083, 0.165, 0.104, 0.0039, 9.5)
    assert link.picture_s == pytest.approx(0.104 + 5 * 0.0039)


@pytest.mark.parametrize(
    ("tracks", "link", "due_s", "after"),
    [
        (VALUE, "even-g2", 10.083, lambda state: state.values["a"] == 2),
        (NOTICE, "even-g2", 12.165, lambda state: state.notice is not None),
        (VALUE, "{text: 2 s}", 12.0, lambda state: state.values["a"] == 2),
        (VALUE, "ideal", 10.0, lambda state: state.values["a"] == 2),
        (NOTICE, "{page: 500 ms}", 12.5, lambda state: state.notice is not None),
    ],
)
def test_a_change_is_there_when_it_has_arrived(scenario, tracks, link, due_s, after):
    made = scenario(f"link: {link}\n" + tracks)
    assert not after(state_at(made, due_s - 0.002))
    assert after(state_at(made, due_s + 0.002))


def test_a_manoeuvre_is_a_page_and_a_picture(scenario):
    ideal, real = scenario("tracks:\n", route=True), None
    passed_s = float(ideal.travel.passed_s[0])
    real = scenario("link: even-g2\ntracks:\n", route=True)
    took = 0.165 + 0.104 + 5 * 0.0039
    before, after = (state_at(real, passed_s + took + d).nav.manoeuvre.at_m for d in (-0.05, 0.15))
    assert before != after
    assert after == state_at(ideal, passed_s + 0.01).nav.manoeuvre.at_m


def test_what_changes_all_the_time_comes_in_steps_no_faster_than_the_link(scenario):
    made = scenario("link: even-g2\ntracks:\n  - values: {a: [{at: 0 s, is: 0}, {at: 60 s, is: 60, ease: linear}]}\n")
    seen = [state_at(made, 30 + k / 1000).values["a"] for k in range(5000)]
    steps = len(set(seen)) - 1
    assert 5 * 9.5 * 0.9 <= steps <= 5 * 9.5 + 1
    assert seen == sorted(seen)
    for k, value in enumerate(seen):
        # never newer than what the link takes, and never older than that and the turn before
        assert 0.083 - 1e-6 <= 30 + k / 1000 - value <= 0.083 + 1 / 9.5 + 0.021


def test_seconds_since_count_from_the_arrival(scenario):
    made = scenario("link: even-g2\n" + NOTICE)
    state = state_at(made, 14.0)
    assert state.notice.since_s == pytest.approx(14 - 12.165, abs=0.021)
    assert state.notice.since_s + state.notice.left_s == pytest.approx(5.0)
    assert state.status.age_s == pytest.approx(2.0, abs=0.03)


LOST = "  - events: [{at: 9 s, fault: {link: lost, for: 6 s}}]\n"


@pytest.mark.parametrize("link", ["ideal", "even-g2"])
def test_a_lost_link_leaves_what_was_there(scenario, link):
    made = scenario(f"link: {link}\n" + VALUE + LOST)
    assert [state_at(made, t).values["a"] for t in (8.9, 9.5, 14.9, 15.3, 25.0)] == [1, 1, 1, 2, 3]
    assert [state_at(made, t).status.link for t in (8.9, 9.0, 14.99, 15.0)] == ["ok", "lost", "lost", "ok"]


def test_what_stands_goes_in_time_without_a_link(scenario):
    made = scenario(NOTICE + "  - events: [{at: 13 s, fault: {link: lost}}]\n")
    assert state_at(made, 16.9).notice.left_s == pytest.approx(0.1)
    assert state_at(made, 17.1).notice is None


def test_guidance_stands_still_without_a_link(scenario):
    made = scenario("tracks:\n" + LOST, route=True)
    there = state_at(made, 9.0).nav
    away = state_at(made, 14.9).nav
    assert (away.distance_m, away.distance) == (there.distance_m, there.distance)
    assert away.since_s == pytest.approx(there.since_s + 5.9)
    assert state_at(made, 15.0).nav.distance_m < there.distance_m


@pytest.mark.parametrize(("fault", "by"), [("{link: late, for: 20 s}", 1.5), ("{link: late, by: 4 s, for: 20 s}", 4.0)])
def test_a_late_link_shows_what_was(scenario, fault, by):
    made = scenario(
        "tracks:\n  - values: {a: [{at: 0 s, is: 0}, {at: 60 s, is: 60, ease: linear}]}\n"
        f"  - events: [{{at: 10 s, fault: {fault}}}]\n"
    )
    assert [state_at(made, t).values["a"] for t in (10.0, 10 + by / 2, 10 + by, 25.0, 29.99)] == pytest.approx(
        [10.0, 10.0, 10.0, 25.0 - by, 29.99 - by]
    )
    assert state_at(made, 30.0).values["a"] == 30.0
    assert state_at(made, 25.0).status.age_s == pytest.approx(by)


def test_lost_within_late_is_lost(scenario):
    made = scenario(
        "tracks:\n  - values: {a: [{at: 0 s, is: 0}, {at: 60 s, is: 60, ease: linear}]}\n"
        "  - events:\n      - {at: 10 s, fault: {link: late, by: 2 s, for: 20 s}}\n"
        "      - {at: 15 s, fault: {link: lost, for: 5 s}}\n"
    )
    shown = [state_at(made, t).values["a"] for t in (15.0, 19.9, 20.0, 21.9, 22.0, 25.0, 31.0)]
    assert shown == pytest.approx([13, 13, 13, 13, 20, 23, 31])


@settings(max_examples=25, deadline=None)
@given(st.lists(st.floats(0, 59), min_size=2, max_size=6), st.sampled_from(["even-g2", "{text: 3 s, rate: 2 Hz}"]))
def test_what_was_asked_before_changes_nothing(tmp_path_factory, times, link):
    folder = tmp_path_factory.mktemp("one")
    text = (
        HEAD + f"link: {link}\ntracks:\n  - values: {{a: [{{at: 0 s, is: 0}}, {{at: 60 s, is: 60, ease: smooth}}]}}\n"
        "  - events: [{at: 17 s, fault: {link: lost, for: 8 s}}, {at: 38 s, fault: {link: late, for: 9 s}}]\n"
    )
    (folder / "scenario.yaml").write_text(text, encoding="utf-8")
    one, other = load_scenario(folder), load_scenario(folder)
    assert [state_at(one, t) for t in times] == [state_at(other, t) for t in reversed(times)][::-1]
    for t in times:
        state = state_at(one, t)
        assert state.status.age_s >= -1e-9
        assert math.isfinite(state.values["a"])


def test_a_link_that_is_hopelessly_slow_ends_all_the_same(scenario):
    made = scenario(
        "link: {text: 60 s, page: 60 s, image: 60 s, rate: 0.01 Hz}\ntracks:\n"
        "  - values: {a: [{at: 0 s, is: 0}, {at: 60 s, is: 60, ease: linear}]}\n"
    )
    assert state_at(made, 59.0).values["a"] == 0


def test_a_late_link_with_timing_delays_and_does_not_queue(scenario):
    # a text every 200 ms: each arrives 2 s late, and none waits for the one before
    frames = ", ".join(f"{{at: {k / 5:g} s, is: {k}}}" for k in range(150))
    late = scenario(
        f"link: even-g2\ntracks:\n  - values: {{n: [{frames}]}}\n"
        "  - events: [{at: 5 s, fault: {link: late, by: 2 s, for: 15 s}}]\n"
    )
    ages = [t_s - received_at(late, t_s)[1] for t_s in np.arange(8.0, 19.9, 0.05)]
    assert min(ages) >= 2.0
    assert max(ages) < 2.4
    # once it is well again nothing older comes after something newer
    sent = [received_at(late, t_s)[1] for t_s in np.arange(4.0, 26.0, 0.02)]
    assert sent == sorted(sent)
    assert 26.0 - sent[-1] < 0.4
