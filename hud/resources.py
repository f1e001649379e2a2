"""Where the bundled assets and scenarios are: in a checkout or inside an installed wheel."""

from __future__ import annotations

from functools import cache
from pathlib import Path

SCENARIO_SCHEMA = "hud-scenario.schema.json"
"""What the schema of scenarios is called beside one, for editors."""
_PACKAGE = Path(__file__).resolve().parent


@cache
def _root() -> Path:
    # The wheel carries assets/ and scenarios/ below hud/_data (pyproject's force-include); an editable
    # install and a checkout have them beside hud/. A stale _data must not shadow a checkout, so it comes last.
    checkout = _PACKAGE.parent
    if (checkout / "assets" / "devices").is_dir() and (checkout / "pyproject.toml").is_file():
        return checkout
    return _PACKAGE / "_data"


def asset_path(name: str = "") -> Path:
    """Absolute path of a bundled asset.

    Args:
        name: Relative to ``assets/``, with forward slashes, such as ``"devices/quark-s1.yaml"``.

    Raises:
        FileNotFoundError: The installation lacks it.
    """
    return _existing(_root() / "assets" / name)


def scenarios_path(name: str = "") -> Path:
    """Absolute path below the shipped ``scenarios/``.

    Args:
        name: Relative to ``scenarios/``, such as ``"navigation/morning-walk"``.

    Raises:
        FileNotFoundError: The installation lacks it.
    """
    return _existing(_root() / "scenarios" / name)


def _existing(path: Path) -> Path:
    if not path.exists():
        raise FileNotFoundError(f"the installation lacks {path}; install hud-emulator again")
    return path
