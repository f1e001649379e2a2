"""Pictures for a report: inside the file, each once; by their path where that would make it too large to mail."""

from __future__ import annotations

import base64
import hashlib
from typing import TYPE_CHECKING, Protocol

from hud.cv import cv2
from hud.errors import HudError
from hud.files import inside, read_bytes
from hud.regression.png import MAX_FILE_BYTES, read_png

if TYPE_CHECKING:
    from pathlib import Path

Ref = int | str | None
"""Number of a picture inside the file; else its path from the file; None where there is none."""

MAX_EMBEDDED_BYTES = 64 * 2**20
"""So much in pictures at most, as a mail's or an artefact's size; the rest stay beside the report."""
_JPEG_QUALITY = 88
_PNG = b"\x89PNG\r\n\x1a\n"


class Pictures(Protocol):
    """Where a page's pictures come from."""

    def layer(self, path: str) -> Ref:
        """A picture that is compared pixel by pixel, by its path in the run's folder."""

    def view(self, path: str) -> Ref:
        """A picture of the world, to be looked at only."""


class Beside:
    """Pictures stay where they are; equal layers are told by one path, so that a page can see that eyes are alike."""

    def __init__(self, folder: Path) -> None:
        """Name the run's folder."""
        self._folder = folder
        self._known: dict[bytes, str] = {}

    def layer(self, path: str) -> Ref:
        """The first path of such a picture."""
        try:
            data = read_bytes(inside(self._folder, path), limit=MAX_FILE_BYTES)
        except (HudError, OSError, ValueError):
            return path
        return self._known.setdefault(hashlib.sha256(data).digest(), path)

    def view(self, path: str) -> Ref:
        """Its path."""
        return path


class Embedded:
    """Pictures inside the file, in base 64, every one once."""

    def __init__(self, folder: Path, *, limit: int = MAX_EMBEDDED_BYTES) -> None:
        """Name the run's folder: no picture outside of it is read.

        Args:
            folder: Of the run.
            limit: Bytes; pictures beyond stay beside the report.
        """
        self._folder = folder
        self._left = limit
        self._refs: dict[tuple[str, bool], Ref] = {}
        self._known: dict[bytes, int] = {}
        self.uris: list[str] = []
        """``data:`` addresses, by number."""
        self.left_beside = 0
        """Pictures that did not fit."""

    def layer(self, path: str) -> Ref:
        """Embed a PNG as it is."""
        return self._ref(path, as_view=False)

    def view(self, path: str) -> Ref:
        """Embed a picture of the world as JPEG, a tenth of its PNG."""
        return self._ref(path, as_view=True)

    def _ref(self, path: str, *, as_view: bool) -> Ref:
        key = (path, as_view)
        if key not in self._refs:
            self._refs[key] = self._embed(path, as_view=as_view)
        return self._refs[key]

    def _embed(self, path: str, *, as_view: bool) -> Ref:
        try:
            file = inside(self._folder, path)
            data, kind = (_jpeg(file), "jpeg") if as_view else (_png(file), "png")
        except (HudError, OSError, ValueError):
            # the page says of a picture that is not there that it is not; the rest of the report is worth having
            return path
        key = hashlib.sha256(data).digest()
        if key not in self._known:
            if len(data) > self._left:
                self.left_beside += 1
                return path
            self._left -= len(data)
            self._known[key] = len(self.uris)
            self.uris.append(f"data:image/{kind};base64,{base64.b64encode(data).decode('ascii')}")
        return self._known[key]


def _png(file: Path) -> bytes:
    data = read_bytes(file, limit=MAX_FILE_BYTES)
    if not data.startswith(_PNG):
        raise ValueError("not a PNG")
    return data


def _jpeg(file: Path) -> bytes:
    rgb = read_png(file)[..., :3]
    done, data = cv2.imencode(".jpg", rgb[..., ::-1], [cv2.IMWRITE_JPEG_QUALITY, _JPEG_QUALITY])
    if not done:
        raise ValueError("not to be encoded")
    return bytes(data)
