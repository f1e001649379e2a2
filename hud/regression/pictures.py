"""The pictures of a run: what was drawn, what was approved, and what differs, for people to look at."""

from __future__ import annotations

from contextlib import nullcontext, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from hud.cv import cv2
from hud.errors import FileError
from hud.files import make_folders, write_error
from hud.regression.comparing import compare
from hud.regression.diff import draw_diff
from hud.regression.outcome import Difference, EyeResult, Pictures
from hud.regression.png import SIGNATURE, read_png
from hud.regression.results import NAME, save_shot

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from numpy.typing import NDArray

    from hud.pipeline import StereoFrame
    from hud.regression.fingerprint import Fingerprint
    from hud.regression.shot import Shot
    from hud.regression.store import Baseline
    from hud.regression.verdict import Judgement

Eye = Literal["left", "right"]
EYES: tuple[Eye, ...] = ("left", "right")


@dataclass(frozen=True)
class Place:
    """Where the pictures of a screenshot go, and where those that it is compared with are."""

    folder: Path
    """The run's."""
    key: str
    """The screenshot's."""
    baseline: Baseline | None
    """What was approved."""
    before: Path | None = None
    """The same screenshot's folder of the run that is compared with, if that is what is done."""


def keep(
    place: Place, frame: StereoFrame | None, shot: Shot, fingerprint: Fingerprint, judgement: Judgement
) -> tuple[str, Mapping[Eye, EyeResult]]:
    """Put a screenshot into a run's folder, as `hud.regression.outcome` describes it.

    Args:
        place: Where.
        frame: With what each eye sees; None of a screen that was drawn without a world.
        shot: Of that frame.
        fingerprint: Of the environment.
        judgement: On it.

    Returns:
        Where it is kept to be approved, empty where there is nothing to approve; and the pictures of each eye.

    Raises:
        FileError: The disk is full or the folder cannot be written to.
    """
    key, baseline, own = place.key, place.baseline, place.folder / place.key
    make_folders(own)
    clear(own)
    if judgement.verdict == "identical":
        return "", _as_approved(own, key, shot, baseline)
    save_shot(own, shot, fingerprint)
    eyes: dict[Eye, EyeResult] = {}
    for eye in EYES:
        view = Pictures()
        if frame is not None:
            view = Pictures(actual=f"{key}/{put(own / f'actual.{eye}.view.png', _packed(_view(frame, eye)))}")
        if frame is not None and place.before is not None:
            view = _with_before(own, key, eye, view, place.before, _view(frame, eye))
        eyes[eye] = EyeResult(view=view)
        if eye in shot.panels:
            layer = Pictures(actual=f"{key}/actual.{eye}.png")
            if baseline is not None and eye in baseline.approvals[0][1].panels:
                # of one that cannot be read there is nothing to show
                with nullcontext() if not judgement.unread else suppress(FileError):
                    layer = Pictures(f"{key}/{_copied(baseline.path(eye), own / f'expected.{eye}.png')}", layer.actual)
            comparison = judgement.comparisons.get(eye)
            if comparison is not None:
                name = put(own / f"diff.{eye}.png", _packed(draw_diff(comparison)))
                layer = Pictures(layer.expected, layer.actual, f"{key}/{name}")
            difference = None
            if comparison is not None:
                difference = Difference(
                    width=comparison.width,
                    height=comparison.height,
                    different=comparison.different,
                    antialiased=comparison.antialiased,
                    tolerated=comparison.tolerated,
                    largest_step=comparison.largest_step,
                    boxes=comparison.boxes,
                )
            eyes[eye] = EyeResult(layer, view, difference)
    return key, eyes


def clear(own: Path) -> None:
    """Remove what an earlier run left in a screenshot's folder: our own files, by their names."""
    names = [NAME]
    for kind in ("expected", "actual", "diff"):
        names += [f"{kind}.{eye}{which}.png" for eye in EYES for which in ("", ".view")]
    for name in names:
        with suppress(OSError):
            (own / name).unlink(missing_ok=True)


def _as_approved(own: Path, key: str, shot: Shot, baseline: Baseline | None) -> dict[Eye, EyeResult]:
    """The layers, copied from the baseline where that is what was drawn."""
    eyes: dict[Eye, EyeResult] = {}
    for eye in EYES:
        if eye in shot.panels:
            data = b""
            if baseline is not None and baseline.approvals[0][1].panels.get(eye) == shot.digests.panels[eye]:
                # nobody needs the file for the verdict: it may be away, or a pointer of Git LFS
                with suppress(OSError):
                    data = baseline.path(eye).read_bytes()
            if not data.startswith(SIGNATURE):
                data = _packed(shot.panels[eye])
            eyes[eye] = EyeResult(Pictures(expected=f"{key}/{put(own / f'expected.{eye}.png', data)}"))
    return eyes


def _with_before(own: Path, key: str, eye: Eye, view: Pictures, before: Path, actual: NDArray[np.uint8]) -> Pictures:
    path = before / f"actual.{eye}.view.png"
    if not path.is_file():
        return view
    expected = read_png(path)[..., :3]
    view = Pictures(f"{key}/{_copied(path, own / f'expected.{eye}.view.png')}", view.actual)
    if expected.shape != actual.shape or np.array_equal(expected, actual):
        return view
    name = put(own / f"diff.{eye}.view.png", _packed(draw_diff(compare(expected, actual))))
    return Pictures(view.expected, view.actual, f"{key}/{name}")


def _view(frame: StereoFrame, eye: Eye) -> NDArray[np.uint8]:
    return frame.left.rgb if eye == "left" else frame.right.rgb


def _packed(rgb: NDArray[np.uint8]) -> bytes:
    """As PNG, quickly: a picture to look at, which nothing is compared with."""
    done, data = cv2.imencode(".png", rgb[..., ::-1], [cv2.IMWRITE_PNG_COMPRESSION, 1])
    if not done:
        raise FileError("the picture", "cannot be packed as PNG")
    return data.tobytes()


def _copied(source: Path, path: Path) -> str:
    try:
        return put(path, source.read_bytes())
    except OSError as error:
        raise FileError(str(source), f"cannot be read: {(error.strerror or str(error)).lower()}") from error


def put(path: Path, data: bytes) -> str:
    """Write a picture that the next run may replace.

    Returns:
        Its name.

    Raises:
        FileError: The disk is full, or the folder cannot be written to.
    """
    try:
        path.write_bytes(data)
    except OSError as error:
        with suppress(OSError):
            path.unlink(missing_ok=True)
        raise write_error(path, error) from error
    return path.name
