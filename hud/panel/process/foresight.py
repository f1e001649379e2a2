"""Which screens are drawn in a process of their own, and having it ready before anybody has read what it will draw."""

from __future__ import annotations

import re
from contextlib import suppress
from typing import TYPE_CHECKING

from hud.errors import FacilityError
from hud.panel.process.keeper import KEEPER
from hud.panel.spec import SHELL
from hud.resources import asset_path, scenarios_path

if TYPE_CHECKING:
    from pathlib import Path

_SCREEN = re.compile(rb"^screen[ \t]*:", re.MULTILINE)
_READ_BYTES = 2**16


def shipped(screen: Path) -> bool:
    """Whether a screen came with the program."""
    real = screen.resolve()
    return real.is_relative_to(asset_path(SHELL).parent.resolve()) or real.is_relative_to(scenarios_path().resolve())


def foresee(path: Path) -> None:
    """Start the process that will draw a screen, where a file looks as if it had one, and do not wait for it.

    Reading a scenario and getting that process ready take as long as each other. Nothing depends on the guess.

    Args:
        path: A scenario's folder or file, or a screen.
    """
    file = path / "scenario.yaml" if path.is_dir() else path
    with suppress(OSError, FacilityError):
        # a pipe would be waited for
        if not file.is_file() or shipped(file):
            return
        if file.suffix.lower() != ".qml":
            with file.open("rb") as opened:
                if not _SCREEN.search(opened.read(_READ_BYTES)):
                    return
        KEEPER.start()
