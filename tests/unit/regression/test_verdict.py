"""Every verdict, by seeding what changes."""

from dataclasses import replace

import numpy as np
import pytest

from hud.errors import UsageError
from hud.regression import BaselineStore, Tolerance, digest, judge, perturbed
from tests.helpers.shots import ELSEWHERE, HERE, OTHER_LIGHT, TREE, codes, shot


@pytest.fixture
def baseline(tmp_path):
    store = BaselineStore(tmp_path / "baselines")
    store.approve([shot()], HERE)
    return store.load()["33s-quark-s1"]


def _nudged(levels=1):
    picture = codes()
    picture[picture > 0] -= np.uint8(levels)
    return picture


def _digit():
    picture = codes()
    picture[12:24, 60:66] = (200, 200, 200)
    return picture


def test_the_same_is_identical_wherever_it_was_drawn_and_reads_no_picture(baseline):
    for path in baseline.folder.glob("*.png"):
        path.unlink()
    renamed = shot(conditions={**baseline.conditions, "footage": "street-2.mp4"})
    for fingerprint, actual in ((HERE, shot()), (ELSEWHERE, shot()), (HERE, renamed)):
        judgement = judge(baseline, actual, fingerprint)
        assert (judgement.verdict, judgement.words, judgement.passed) == ("identical", (), True)


@pytest.mark.parametrize(
    ("actual", "here", "elsewhere", "words"),
    [
        # a digit, and a pixel: caught anywhere
        (shot(_digit()), "different", "different", "left and right panels: "),
        (shot(codes(), right=_digit()), "different", "different", "right panel: "),
        (shot(perturbed(codes())), "different", "different", "1 pixel differs"),
        # a shade that no eye sees: what another environment may do, and this one may not
        (shot(_nudged()), "different", "tolerated", "within the threshold 0.1, 1 code at most"),
        (shot(_nudged(90)), "different", "different", "90 codes at most"),
        # the light alone
        (shot(view=b"other"), "different", "tolerated", "the panel is as it was"),
        (
            shot(view=b"dusk", conditions={"illuminance_lx": 200.0, "footage": "street"}),
            "different",
            "different",
            "the light at the eye is another: illuminance 2,000 -> 200 lx",
        ),
        # the same picture for a monitor, in twice the light
        (
            shot(conditions={"illuminance_lx": 4000.0, "peak_at_eye_cd_m2": 1.0}),
            "different",
            "different",
            "the light at the eye is another: illuminance 2,000 -> 4,000 lx",
        ),
        # what draws no pixel
        (
            shot(trees={"left": TREE[:-1], "right": TREE}),
            "tolerated",
            "tolerated",
            "clock is missing: '08:12' at 90, 40",
        ),
        (shot(spoken="Turn left"), "different", "different", "says 'Turn left' instead of ''"),
    ],
)
def test_what_changed_is_caught_and_told(baseline, actual, here, elsewhere, words):
    for fingerprint, verdict in ((HERE, here), (ELSEWHERE, elsewhere)):
        judgement = judge(baseline, actual, fingerprint)
        assert judgement.verdict == verdict
        assert judgement.passed == (verdict == "tolerated")
        assert any(words in line for line in judgement.words), judgement.words


def test_another_environment_is_explained(baseline):
    judgement = judge(baseline, shot(_nudged()), ELSEWHERE)
    assert judgement.environment == "FreeType 2.12.1 -> 2.14.3"
    assert judgement.words[-1] == "drawn in another environment than the baseline: FreeType 2.12.1 -> 2.14.3"
    assert judgement.variant
    # what decides only the light says nothing about a panel
    assert judge(baseline, shot(_nudged()), OTHER_LIGHT).verdict == "different"
    light = judge(baseline, shot(view=b"other"), OTHER_LIGHT)
    assert (light.verdict, light.environment) == ("tolerated", "NumPy 2.4.6 -> 2.5.0")


def test_a_variant_that_was_approved_is_held_to_exactly(baseline):
    store = BaselineStore(baseline.folder)
    before = sorted(path.name for path in baseline.folder.iterdir())
    store.approve([shot(_nudged())], ELSEWHERE, variant=True)
    assert sorted(path.name for path in baseline.folder.iterdir()) == before
    both = store.load()[baseline.id]
    for fingerprint in (HERE, ELSEWHERE):
        assert judge(both, shot(), fingerprint).verdict == "identical"
        assert judge(both, shot(_nudged()), fingerprint).verdict == "identical"
        assert judge(both, shot(_nudged(2)), fingerprint).verdict == "different"


def test_policies_and_limits(baseline):
    faint, digit = shot(_nudged()), shot(_digit())
    assert judge(baseline, faint, HERE, tolerance=Tolerance(policy="perceptual")).verdict == "tolerated"
    assert judge(baseline, faint, ELSEWHERE, tolerance=Tolerance(policy="exact")).verdict == "different"
    changed = judge(baseline, digit, HERE).comparisons["left"].unequal
    anywhere = Tolerance(max_pixels=changed, max_in_window=256)
    assert judge(baseline, digit, HERE, tolerance=anywhere).verdict == "tolerated"
    assert judge(baseline, digit, HERE, tolerance=replace(anywhere, max_pixels=changed - 1)).verdict == "different"
    # so many far apart are noise, and together they are a digit
    for policy in ("exact", "perceptual"):
        clump = judge(baseline, digit, HERE, tolerance=Tolerance(policy, max_pixels=changed))
        assert clump.verdict == "different"
        assert "in 16 x 16" in clump.words[-1]
        noise = codes()
        noise[5::20, 5::20] = 255
        assert judge(baseline, shot(noise), HERE, tolerance=Tolerance(policy, max_pixels=changed)).passed


def test_masked_elements_do_not_count_and_the_rest_does(baseline):
    later = codes()
    later[42:50, 92:110] = 200
    tree = tuple(replace(e, text="08:13") if e.id == "clock" else e for e in TREE)
    actual = shot(later, view=b"later", trees=dict.fromkeys(("left", "right"), tree))
    assert judge(baseline, actual, HERE).verdict == "different"
    masked = Tolerance(masks=("clock",))
    assert (judge(baseline, actual, HERE, tolerance=masked).verdict) == "tolerated"
    # of a frame without its scenario nobody can say what else the eye sees
    assert judge(baseline, actual, HERE, tolerance=masked).words == (
        "what the eye sees around the masks is not compared",
    )
    store = BaselineStore(baseline.folder)
    store.approve([shot(probing=lambda: {"left": "1" * 64})], HERE)
    (known,) = store.load().values()
    for probe, here, elsewhere in (("1", "identical", "identical"), ("2", "different", "tolerated")):
        probed = replace(actual, probing=lambda probe=probe: {"left": probe * 64})
        assert judge(known, probed, HERE, tolerance=masked).verdict == here
        assert judge(known, probed, OTHER_LIGHT, tolerance=masked).verdict == elsewhere
    later[2, 2] = 255
    assert judge(baseline, shot(later), HERE, tolerance=masked).verdict == "different"
    with pytest.raises(UsageError, match="no element is called 'watch'"):
        judge(baseline, actual, HERE, tolerance=Tolerance(masks=("watch",)))


def test_missing_size_and_unstable(baseline):
    missing = judge(None, shot(), HERE)
    assert (missing.verdict, missing.words, missing.passed) == (
        "missing",
        ("has no baseline yet; look at it, and if it is right: hud approve 33s-quark-s1",),
        False,
    )
    size = judge(baseline, shot(np.zeros((50, 128, 3), np.uint8)), HERE)
    assert size.verdict == "size"
    assert baseline.path("left").name in size.words[0]
    assert size.words[0].startswith("the left panel is 128 x 50, and was 128 x 60 in ")
    assert size.words[0].endswith("; if that is meant: hud approve 33s-quark-s1")
    one = shot()
    one = replace(one, panels={"left": one.panels["left"]})
    assert judge(baseline, one, HERE).words == (
        "the displays were left and right, and are left; if that is meant: hud approve 33s-quark-s1",
    )
    for base in (None, baseline):
        restless = judge(base, shot(), HERE, again=[shot().digests, shot(codes(), right=_digit(), view=b"x").digests])
        assert restless.verdict == "unstable"
        assert restless.words == (
            "drawn twice, the right panel and the left eye's view and the right eye's view is not the same",
        )
    assert judge(baseline, shot(), HERE, again=[shot().digests] * 3).verdict == "identical"


@pytest.mark.parametrize("panel", [codes(), np.zeros((3, 3, 3), np.uint8), np.full((1, 1, 3), 255, np.uint8)])
def test_the_alarm_rings_for_one_pixel(tmp_path, panel):
    store = BaselineStore(tmp_path)
    store.approve([shot(panel)], HERE)
    touched = perturbed(panel)
    assert np.count_nonzero((touched != panel).any(axis=2)) == 1
    for fingerprint in (HERE, ELSEWHERE):
        assert judge(store.load()["33s-quark-s1"], shot(touched), fingerprint).verdict == "different"
    assert digest(touched) != digest(panel)
