"""What a file that is let fall on the window is for."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from hud.errors import HudError
from hud.footage.opening import check_footage

if TYPE_CHECKING:
    from collections.abc import Sequence

_SCENARIOS = (".yaml", ".yml")


@dataclass(frozen=True, slots=True)
class Dropped:
    """What was let fall."""

    kind: Literal["scenario", "footage", ""]
    """Empty for what is neither."""
    what: str
    """Its path; of what is neither, what is wrong with it."""


def dropped(paths: Sequence[str]) -> Dropped:
    """Tell a scenario from footage, by what it is.

    Args:
        paths: Of the files that were let fall; an empty one is of something that is no file.
    """
    if len(paths) != 1 or not paths[0]:
        return Dropped("", "one file or folder at a time: a scenario, a picture or a video")
    path = Path(paths[0])
    if path.suffix.lower() in _SCENARIOS or (path / "scenario.yaml").is_file():
        return Dropped("scenario", str(path))
    try:
        check_footage(str(path.absolute()))
    except HudError:
        return Dropped("", f"{path.name} is neither a scenario nor a picture or a video")
    return Dropped("footage", str(path.absolute()))
