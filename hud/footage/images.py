"""A folder of pictures played one after the other."""

from __future__ import annotations

import math
import re
from collections import OrderedDict
from typing import TYPE_CHECKING

from hud.errors import FileError
from hud.files import display_path, inside
from hud.footage.base import Backdrop
from hud.footage.picture import picture_size, read_picture
from hud.footage.steady import SteadySource

if TYPE_CHECKING:
    from pathlib import Path

PICTURE_SUFFIXES = (".png", ".jpg", ".jpeg", ".webp")

_KEPT = 4
# A frame's own time, computed as k / fps, may fall short of it by the rounding of a float.
_SLACK_FRAMES = 1e-6


def natural_key(name: str) -> tuple[tuple[int, int, str], ...]:
    """Sorts ``frame-9`` before ``frame-10``, letters without regard to case, ties by the text itself."""
    parts = re.findall(r"[0-9]+|[^0-9]+", name)
    key = [(0, int(part), "") if part[0] in "0123456789" else (1, 0, part.casefold()) for part in parts]
    return (*key, (2, 0, name))


def list_pictures(folder: Path, *, home: Path | None = None) -> list[Path]:
    """The pictures of a folder, in natural order.

    Args:
        folder: Its files, not those of folders in it.
        home: No picture may lie outside of this folder, links followed; None lifts the limit. ``folder`` is the path
            of a folder in it.

    Raises:
        FileError: No pictures in it, pictures of different sizes by their headers, or one that leaves ``home``.
    """
    shown = display_path(folder)
    try:
        entries = list(folder.iterdir())
    except OSError as error:
        raise FileError(shown, f"cannot be listed: {(error.strerror or '').lower()}") from error
    pictures = [entry for entry in entries if entry.suffix.lower() in PICTURE_SUFFIXES and entry.is_file()]
    paths = sorted(
        (path for path in pictures if not path.name.startswith(".")),
        key=lambda path: natural_key(path.name),
    )
    if not paths:
        hint = "a folder of .png, .jpg or .webp files is played as a film"
        raise FileError(shown, "has no pictures in it", hint=hint)
    if home is not None:
        _require_inside(home, paths)
    first = picture_size(paths[0])
    for path in paths[1:]:
        _require_same(path, picture_size(path), paths[0], first)
    return paths


class ImagesSource(SteadySource):
    """The pictures of a folder at an even rate. Implements `hud.footage.base.FootageSource`."""

    def __init__(self, folder: Path, *, fps: float = 30.0, hfov_deg: float = 70.0, home: Path | None = None) -> None:
        """List the folder and compare the sizes that the pictures' headers state.

        Args:
            folder: Its ``.png``, ``.jpg``, ``.jpeg`` and ``.webp`` files are the frames, in natural order.
            fps: Pictures per second.
            hfov_deg: Horizontal field of view of every picture.
            home: As for `list_pictures`.

        Raises:
            FileError: As `list_pictures`, or the first picture is broken.
        """
        self._paths = list_pictures(folder, home=home)
        self._fps = fps
        self._kept: OrderedDict[int, Backdrop] = OrderedDict()
        height, width = read_picture(self._paths[0]).shape[:2]
        super().__init__(folder.name or display_path(folder), (width, height), hfov_deg)

    @property
    def duration_s(self) -> float | None:
        """Number of pictures over pictures per second."""
        return len(self._paths) / self._fps

    def frame_at(self, t_s: float) -> Backdrop:
        """The picture of that time; after the last the first again.

        Raises:
            FileError: That picture is broken, gone, or turns out to be of another size.
        """
        t_s = t_s if 0 < t_s < math.inf else 0.0
        return self._read(math.floor(t_s * self._fps + _SLACK_FRAMES) % len(self._paths))

    def close(self) -> None:
        """Forget the pictures read last."""
        self._kept.clear()

    def _read(self, index: int) -> Backdrop:
        if index in self._kept:
            self._kept.move_to_end(index)
            return self._kept[index]
        path = self._paths[index]
        rgb = read_picture(path)
        _require_same(path, (rgb.shape[1], rgb.shape[0]), self._paths[0], self._size)
        backdrop = Backdrop(rgb, self._hfov_deg)
        self._kept[index] = backdrop
        if len(self._kept) > _KEPT:
            self._kept.popitem(last=False)
        return backdrop


def _require_inside(home: Path, paths: list[Path]) -> None:
    for path in paths:
        try:
            inside(home, str(path.relative_to(home)))
        except ValueError:
            hint = "copy the picture itself into the folder"
            raise FileError(display_path(path), "is a link out of the scenario's folder", hint=hint) from None


def _require_same(path: Path, size: tuple[int, int], first: Path, first_size: tuple[int, int]) -> None:
    if size != first_size:
        raise FileError(
            display_path(path),
            f"is {size[0]} x {size[1]}, but {first.name} is {first_size[0]} x {first_size[1]}",
            hint="all pictures of a folder need one size",
        )
