"""What a screenshot was drawn from, so that a later approval can tell whether it is still that."""

from __future__ import annotations

import hashlib
import os
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from hud.files import stamp
from hud.resources import asset_path

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

SHIPPED = "hud:"
_WHOLE_BYTES = 64 * 2**20
_PART_BYTES = 1 << 20


def digests_of(paths: Iterable[str]) -> dict[str, str]:
    """A digest of each file that is there, by absolute path; of a shipped part by ``hud:`` and its name."""
    home = asset_path().resolve()
    found = {}
    for path in paths:
        if known := _digest(path, stamp(path)):
            whole = Path(path)
            own = whole.resolve()
            name = SHIPPED + own.relative_to(home).as_posix() if own.is_relative_to(home) else str(whole.absolute())
            found[name] = known
    return found


def changed(sources: Mapping[str, str], folder: Path) -> list[str]:
    """Which files are not what they were, or are gone.

    Args:
        sources: By name, relative to ``folder``, as a run keeps them.
        folder: The run's.
    """
    home = asset_path()
    return [name for name, known in sources.items() if _digest_of(name, folder, home) != known]


def path_of(name: str, folder: Path) -> Path:
    """The file of a name as a run keeps it."""
    return asset_path() / name.removeprefix(SHIPPED) if name.startswith(SHIPPED) else folder / name


def way_from(folder: Path, path: Path) -> str:
    """How to get from a folder to a file: relative, with forward slashes, whatever lies between."""
    return Path(os.path.relpath(path.absolute(), folder.absolute())).as_posix()


def _digest_of(name: str, folder: Path, home: Path) -> str:
    path = home / name.removeprefix(SHIPPED) if name.startswith(SHIPPED) else folder / name
    return _digest(str(path), stamp(str(path)))


@lru_cache(maxsize=4096)
def _digest(path: str, known: tuple[int, ...]) -> str:
    """Sixteen digits of a file's content, of a large one's length and both ends; empty where there is no file."""
    if not known or not Path(path).is_file():
        return ""
    try:
        with Path(path).open("rb") as file:
            size = known[1]
            state = hashlib.sha256(f"{size}\n".encode())
            if size <= _WHOLE_BYTES:
                state.update(file.read())
            else:
                state.update(file.read(_PART_BYTES))
                file.seek(-_PART_BYTES, os.SEEK_END)
                state.update(file.read(_PART_BYTES))
    except OSError:
        return ""
    return state.hexdigest()[:16]
