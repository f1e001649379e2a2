"""Two pictures compared: equal or not, where, and by how much."""

from __future__ import annotations

import hashlib
import math
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from hud.cv import cv2
from hud.errors import HudError, UsageError
from hud.files import display_path, read_bytes
from hud.regression.boxes import Box, boxes_of
from hud.regression.density import densest
from hud.regression.png import MAX_FILE_BYTES, MAX_PIXELS, decode_png
from hud.regression.yiq import METRIC, METRIC_VERSION, Differences, differences

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    Picture = NDArray[np.uint8] | Path | str

DEFAULT_THRESHOLD = 0.1


class SizeMismatchError(HudError):
    """The pictures are of different sizes, so that no pixel can be compared with another.

    Attributes:
        names: What the two are called.
        expected: (width, height).
        actual: (width, height).
    """

    exit_code = 1

    def __init__(self, names: tuple[str, str], expected: tuple[int, int], actual: tuple[int, int]) -> None:
        self.names, self.expected, self.actual = names, expected, actual
        super().__init__(
            f"{names[1]} is {actual[0]} x {actual[1]}, but {names[0]} is {expected[0]} x {expected[1]}",
            hint="compare pictures of one size",
        )

    def as_json(self) -> dict[str, Any]:
        """What ``hud compare --json`` prints of them."""
        return {"identical": False, "expected_size": list(self.expected), "actual_size": list(self.actual)}


@dataclass(frozen=True, slots=True, eq=False)
class Comparison:
    """What two pictures of one size have in common and what not. Masked pixels count nowhere."""

    width: int
    height: int
    different: int
    """Pixels over the threshold that anti-aliasing does not explain: pixelmatch's count."""
    antialiased: int
    """Pixels over the threshold that anti-aliasing explains; 0 with ``include_aa``."""
    tolerated: int
    """Pixels that are not equal but within the threshold."""
    identical: bool
    """Every pixel is equal in every channel."""
    boxes: tuple[Box, ...]
    """(x, y, width, height) of the regions with different pixels, in reading order."""
    densest: int
    """The most different pixels in any window of 16 x 16; see `hud.regression.density`."""
    largest_delta: float
    """The largest colour difference, as the threshold that would just tolerate it: 0 to 1."""
    largest_step: int
    """The largest difference of one channel's codes, 0 to 255."""
    masked: int
    """Pixels that the masks cover."""
    threshold: float
    include_aa: bool
    expected: NDArray[np.uint8]
    """(H, W, 4) uint8 RGBA, as compared."""
    actual: NDArray[np.uint8]
    found: Differences
    """The pixels themselves."""
    metric: str = METRIC
    metric_version: int = METRIC_VERSION

    @property
    def unequal(self) -> int:
        """Pixels that are not equal, tolerated ones included."""
        return self.different + self.antialiased + self.tolerated

    @property
    def unequal_boxes(self) -> tuple[Box, ...]:
        """As `boxes`, of every pixel that is not equal."""
        return boxes_of(self._every, self.width, self.height)

    @property
    def densest_unequal(self) -> int:
        """As `densest`, of every pixel that is not equal."""
        return densest(self._every, self.width)

    @property
    def _every(self) -> NDArray[np.intp]:
        return np.sort(np.concatenate([self.found.different, self.found.antialiased, self.found.tolerated]))

    def as_json(self) -> dict[str, Any]:
        """What ``hud compare --json`` prints."""
        return {
            "width": self.width,
            "height": self.height,
            "different": self.different,
            "antialiased": self.antialiased,
            "tolerated": self.tolerated,
            "identical": self.identical,
            "densest_window": self.densest,
            "boxes": [list(box) for box in self.boxes],
            "largest_delta": round(self.largest_delta, 6),
            "largest_step": self.largest_step,
            "masked": self.masked,
            "threshold": self.threshold,
            "include_aa": self.include_aa,
            "metric": self.metric,
            "metric_version": self.metric_version,
        }


def compare(
    expected: Picture,
    actual: Picture,
    *,
    threshold: float = DEFAULT_THRESHOLD,
    include_aa: bool = False,
    masks: Iterable[Box] = (),
    checkerboard: bool = True,
) -> Comparison:
    """Compare two pictures: first whether they are equal, then by the metric ``yiq-1`` where they are not.

    Args:
        expected: (H, W, 3) or (H, W, 4) uint8, RGB or RGBA sRGB codes, or (H, W) grey; or the path of a PNG.
        actual: Likewise, of the same size.
        threshold: 0 to 1, pixelmatch's: smaller is more sensitive, at 0 every visible difference counts.
        include_aa: Count pixels that anti-aliasing explains as different.
        masks: (x, y, width, height) of parts not to compare. The pictures stay whole: a pixel beside a mask still sees
            what the mask covers.
        checkerboard: Blend translucent pixels with a pattern, as pixelmatch does by default, instead of with white.

    Returns:
        The counts, where the differences are, and both pictures as RGBA.

    Raises:
        SizeMismatchError: They are not of one size.
        FileError: A file that cannot be read exactly; see `hud.regression.png.read_png`.
        UsageError: A threshold out of range, a mask that covers nothing of the picture, masks that leave nothing.
        ValueError: An array that is no picture.
    """
    if not (math.isfinite(threshold) and 0 <= threshold <= 1):
        raise UsageError(f"a threshold of {threshold:g} is not possible", hint="0 to 1; 0.1 is usual")
    a, b = _load(expected, actual)
    height, width = a.shape[:2]
    if a.shape != b.shape:
        names = (_name(expected, "the expected picture"), _name(actual, "the actual picture"))
        raise SizeMismatchError(names, (width, height), (b.shape[1], b.shape[0]))
    covered = _covered(masks, width, height)
    unequal = _unequal(a, b, covered)
    found = differences(a, b, unequal, threshold=threshold, include_aa=include_aa, checkerboard=checkerboard)
    step = 0
    if len(unequal) and covered is None:
        step = int(cv2.absdiff(a, b).max())
    elif len(unequal):
        one, two = a.reshape(-1, 4)[unequal], b.reshape(-1, 4)[unequal]
        step = int((np.maximum(one, two) - np.minimum(one, two)).max())
    return Comparison(
        width=width,
        height=height,
        different=len(found.different),
        antialiased=len(found.antialiased),
        tolerated=len(found.tolerated),
        identical=not len(unequal),
        boxes=boxes_of(found.different, width, height),
        densest=densest(found.different, width),
        largest_delta=found.largest,
        largest_step=step,
        masked=0 if covered is None else int(np.count_nonzero(covered)),
        threshold=threshold,
        include_aa=include_aa,
        expected=a,
        actual=b,
        found=found,
    )


def digest(pixels: NDArray[np.uint8]) -> str:
    """SHA-256, in hexadecimal, over width, height, format and pixels; not over a file's bytes.

    Args:
        pixels: (H, W, 3) or (H, W, 4) uint8. A wholly opaque RGBA picture has the digest of its RGB.
    """
    height, width, channels = pixels.shape
    if channels == 4 and (pixels[..., 3] == 255).all():
        pixels, channels = pixels[..., :3], 3
    state = hashlib.sha256(f"hud picture 1: {width} x {height} {'rgb8' if channels == 3 else 'rgba8'}\n".encode())
    state.update(np.ascontiguousarray(pixels).data)
    return state.hexdigest()


def as_rgba(pixels: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """A picture as (H, W, 4) uint8 RGBA, C-contiguous; opaque where it had no alpha.

    Raises:
        ValueError: It is no picture.
    """
    if pixels.dtype != np.uint8 or pixels.ndim not in (2, 3) or not pixels.size or pixels.shape[2:] not in _LAYOUTS:
        raise ValueError(f"a picture is (H, W, 3) or (H, W, 4) uint8, not {pixels.shape} {pixels.dtype}")
    if pixels.shape[0] * pixels.shape[1] > MAX_PIXELS:
        raise ValueError(f"a picture has at most {MAX_PIXELS} pixels, not {pixels.shape[0] * pixels.shape[1]}")
    if pixels.shape[2:] == (4,):
        return np.ascontiguousarray(pixels)
    rgba = np.full((*pixels.shape[:2], 4), 255, np.uint8)
    rgba[..., :3] = pixels if pixels.ndim == 3 else pixels[..., None]
    return rgba


_LAYOUTS = ((), (1,), (3,), (4,))


def _load(expected: Picture, actual: Picture) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    one, two = (_bytes_of(picture) for picture in (expected, actual))
    a = as_rgba(one) if isinstance(one, np.ndarray) else decode_png(one[1], shown=one[0])
    if isinstance(one, tuple) and isinstance(two, tuple) and one[1] == two[1]:
        # the same file twice: read, so that a broken one is told, but not twice
        return a, a
    return a, as_rgba(two) if isinstance(two, np.ndarray) else decode_png(two[1], shown=two[0])


def _bytes_of(picture: Picture) -> NDArray[np.uint8] | tuple[str, bytes]:
    if isinstance(picture, np.ndarray):
        return picture
    path = Path(picture)
    return display_path(path), read_bytes(path, limit=MAX_FILE_BYTES)


def _name(picture: Picture, otherwise: str) -> str:
    return otherwise if isinstance(picture, np.ndarray) else display_path(Path(picture))


def _unequal(a: NDArray[np.uint8], b: NDArray[np.uint8], covered: NDArray[np.bool_] | None) -> NDArray[np.intp]:
    if a is b:
        return np.empty(0, np.intp)
    apart = a.view(np.uint32) != b.view(np.uint32)
    if covered is not None:
        apart[covered] = False
    return np.flatnonzero(apart)


def _covered(masks: Iterable[Box], width: int, height: int) -> NDArray[np.bool_] | None:
    covered = None
    for x, y, w, h in masks:
        if w <= 0 or h <= 0 or x >= width or y >= height or x + w <= 0 or y + h <= 0:
            raise UsageError(
                f"the mask {x},{y},{w},{h} covers nothing of {width} x {height}", hint="x,y,width,height in pixels"
            )
        if covered is None:
            covered = np.zeros((height, width, 1), np.bool_)
        covered[max(y, 0) : y + h, max(x, 0) : x + w] = True
    if covered is not None and covered.all():
        raise UsageError("the masks leave nothing to compare", hint="mask less")
    return covered
