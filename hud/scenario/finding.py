"""Which scenario a person means: a folder, a file, or the name of a shipped one."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from hud.errors import FileError, UsageError, did_you_mean
from hud.files import display_path, require_file
from hud.resources import scenarios_path

FILE_NAME = "scenario.yaml"


@dataclass(frozen=True, slots=True)
class ScenarioEntry:
    """A shipped scenario."""

    name: str
    """``navigation/morning-walk``."""
    title: str
    path: Path
    """Its ``scenario.yaml``."""


def shipped() -> dict[str, Path]:
    """The ``scenario.yaml`` of every shipped scenario by name, sorted."""
    home = scenarios_path()
    return {path.parent.relative_to(home).as_posix(): path for path in sorted(home.glob(f"*/*/{FILE_NAME}"))}


def scenario_file(named: Path | str) -> tuple[Path, str]:
    """The file that is meant, and what to call the scenario.

    A path that exists goes before a shipped name.

    Raises:
        FileError: A path without a scenario.
        UsageError: Neither a path nor a known name; says which there are.
    """
    text = str(named)
    if not text.strip() or "\0" in text:
        raise UsageError("a scenario has a name", hint="see 'hud scenarios'")
    path = Path(named)
    try:
        exists, is_folder = path.exists(), path.is_dir()
    except (OSError, ValueError) as error:
        raise FileError(text, "cannot be reached", hint="check the path") from error
    known = shipped()
    if is_folder:
        path = path / FILE_NAME
        if not path.is_file():
            if path.exists():
                what = "is a folder" if path.is_dir() else "is no regular file"
                raise FileError(display_path(path), what, hint="write the scenario into a file of this name")
            other = path.with_suffix(".yml")
            hint = f"rename {other.name} to {FILE_NAME}" if other.is_file() else "name a scenario's folder"
            raise FileError(display_path(path.parent), f"has no {FILE_NAME}", hint=hint)
    elif not exists:
        wanted = text.replace("\\", "/").strip("/")
        matches = [name for name in known if wanted in (name, name.split("/")[1])]
        if matches:
            return known[matches[0]], matches[0]
        if isinstance(named, Path) or path.suffix or wanted.count("/") > 1 or text[:1] in "./~\\":
            require_file(path)
        words = [*known, *(name.split("/")[1] for name in known)]
        near = did_you_mean(wanted, words)
        listed = "there are " + ", ".join(known)
        hint = f"{near} {listed}" if near.startswith("did you") else listed
        raise UsageError(f"unknown scenario '{text}'", hint=hint)
    resolved = path.resolve()
    name = next((name for name, file in known.items() if file == resolved), resolved.parent.name)
    return path, name
