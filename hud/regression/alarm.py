"""Does the alarm ring? Every run approves one screenshot in a store of its own, changes a pixel, and must find it."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from hud.regression.comparing import digest
from hud.regression.outcome import Alarm
from hud.regression.shot import Digests
from hud.regression.store import BaselineStore
from hud.regression.verdict import judge, perturbed

if TYPE_CHECKING:
    from hud.regression.fingerprint import Fingerprint
    from hud.regression.shot import Shot
    from hud.regression.verdict import Tolerance


def ring(shot: Shot, fingerprint: Fingerprint, tolerance: Tolerance) -> Alarm:
    """Approve a screenshot in a store of its own, change one pixel, and judge it.

    Args:
        shot: Any. Of glasses without a display what the eye sees is changed.
        fingerprint: The environment.
        tolerance: As the run judges; more pixels than it lets differ are changed.
    """
    shot = replace(shot, probing=None)
    changed = _changed(shot, tolerance.max_pixels + 1)
    with tempfile.TemporaryDirectory(prefix="hud-alarm-") as name:
        store = BaselineStore(Path(name) / "baselines")
        store.approve([shot], fingerprint)
        baseline = store.load()[shot.id]
        calm = judge(baseline, shot, fingerprint, tolerance=tolerance)
        alarmed = judge(baseline, changed, fingerprint, tolerance=tolerance)
    rang = calm.verdict == "identical" and alarmed.verdict == "different"
    what = "one pixel was changed" if shot.panels else "what the eye sees was changed"
    if rang:
        return Alarm(True, f"{what} in {shot.id}, and was found")
    if calm.verdict != "identical":
        return Alarm(False, f"{shot.id} was compared with itself, and judged {calm.verdict}")
    return Alarm(
        False, f"{what} in {shot.id}, and it was judged {alarmed.verdict}: no verdict of this run can be trusted"
    )


def _changed(shot: Shot, pixels: int) -> Shot:
    if not shot.panels:
        return replace(shot, digests=Digests({}, dict.fromkeys(shot.digests.composites, "0" * 64)))
    panels = {}
    for eye, codes in shot.panels.items():
        panels[eye] = codes
        for _ in range(pixels):
            panels[eye] = perturbed(panels[eye])
    # nothing but the pixel: what else differs would ring in its place
    found = {eye: digest(codes) for eye, codes in panels.items()}
    return replace(shot, panels=panels, digests=Digests(found, shot.digests.composites))
