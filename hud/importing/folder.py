"""A new scenario's folder: written whole or not at all, and never over somebody's work."""

from __future__ import annotations

import json
import re
import shutil
import zlib
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from hud.device import load_device
from hud.errors import FileError, HudError
from hud.files import display_path, make_folders, replacing, write_error
from hud.footage.limits import SEEDS
from hud.resources import SCENARIO_SCHEMA, asset_path
from hud.scenario import load_scenario

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

DEFAULT_DEVICE = "quark-s1"
SCENARIO = "scenario.yaml"
MAX_TITLE = 100


@dataclass(frozen=True, slots=True)
class Understood:
    """What was found in one file."""

    file: str
    """As the user would type it."""
    format: str
    facts: Mapping[str, object]
    """Named figures and words, for people and for machines: steps, length_m, language, ..."""
    remarks: tuple[str, ...] = ()
    """What was understood in a way that one might not expect."""
    dropped: tuple[str, ...] = ()
    """What is in the file and not used."""


@dataclass(frozen=True, slots=True)
class Imported:
    """A scenario that was made."""

    folder: Path
    title: str
    duration_s: float
    sources: tuple[Understood, ...]
    remarks: tuple[str, ...] = ()
    """What was decided for the scenario as a whole."""


def check_target(folder: Path, sources: Sequence[Path], *, force: bool) -> None:
    """Refuse a folder that must not be written or replaced, before any work.

    Args:
        folder: Where the scenario is to be.
        sources: The files it is made from.
        force: Whether a scenario that is there may be replaced.

    Raises:
        FileError: A file has its name; it holds something and ``force`` is not given; or it holds what is no
            scenario, the current folder or one of the sources, which ``force`` does not allow either.
    """
    shown = display_path(folder)
    try:
        if folder.is_symlink():
            raise FileError(shown, "is a link, which would be replaced", hint="name the folder it leads to")
        if not folder.exists():
            return
        if not folder.is_dir():
            raise FileError(shown, "is a file, and a scenario is a folder", hint="choose another name")
        if not any(folder.iterdir()):
            return
        here = folder.resolve()
        if not (folder / SCENARIO).is_file():
            raise FileError(shown, "is a folder with something else in it", hint="choose a new name")
        if not force:
            raise FileError(shown, "there is a scenario already", hint="choose a new name, or replace it with --force")
        if Path.cwd().is_relative_to(here):
            raise FileError(shown, "is the folder you are in", hint="go out of it first")
        inside = next((path for path in sources if path.resolve().is_relative_to(here)), None)
    except (OSError, RuntimeError, ValueError) as error:
        raise write_error(folder, error) from error
    if inside is not None:
        message = f"{display_path(inside)} lies in it and would be removed with it"
        raise FileError(shown, message, hint="choose a new name, or move the file out first")


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the user may want of any scenario; empty is what the files say."""

    name: str = ""
    device: str = DEFAULT_DEVICE


def write_scenario(folder: Path, device: str, files: Mapping[str, bytes], text: Callable[[str], str]) -> None:
    """Write a scenario that plays, or nothing.

    Args:
        folder: To be made, or replaced.
        device: Id of the glasses or path of their file.
        files: What lies beside the scenario, by name.
        text: From what to write for the glasses to the scenario's own file.

    Raises:
        FileError: It cannot be written.
        HudError: There is no such device, or what was written does not load.
    """
    with _new_scenario(folder) as part:
        line = _device_line(device, part)
        for name, data in files.items():
            (part / name).write_bytes(data)
        # an editor completes and checks by it, as in what `hud new` makes
        shutil.copy(asset_path("schema/scenario.schema.json"), part / SCENARIO_SCHEMA)
        modeline = f"# yaml-language-server: $schema={SCENARIO_SCHEMA}\n#\n"
        (part / SCENARIO).write_text(modeline + text(line), encoding="utf-8", newline="\n")


@contextmanager
def _new_scenario(folder: Path) -> Iterator[Path]:
    """A temporary folder beside ``folder``, which takes its place when the block ends well and the scenario loads.

    Raises:
        FileError: It cannot be written.
        HudError: What was written does not load.
    """
    made = make_folders(folder.parent)
    done = False
    try:
        with replacing(folder) as part:
            try:
                part.mkdir()
                yield part
            except OSError as error:
                raise write_error(folder, error) from error
            try:
                load_scenario(part)
            except HudError as error:
                said = str(error).splitlines()[0].replace(display_path(part), display_path(folder))
                raise HudError(f"what was made of it does not load: {said}", hint=error.hint) from error
        done = True
    finally:
        if not done and made is not None:
            shutil.rmtree(made, ignore_errors=True)


def _device_line(device: str, part: Path) -> str:
    """What to write for a device: its id, or the name of the file, which is copied beside the scenario.

    Raises:
        HudError: There is no such device, or its file is wrong.
    """
    load_device(device)
    if Path(device).suffix not in (".yaml", ".yml") and "/" not in device:
        return device
    copy = part / Path(device).name
    copy.write_bytes(Path(device).read_bytes())
    return copy.name


def title_of(wanted: str, *found: str) -> str:
    """A title for people, in one line: as wanted, else the first that is found."""
    for text in (wanted, *found):
        clean = " ".join(re.sub(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+", " ", text).split())
        if clean:
            return clean if len(clean) <= MAX_TITLE else f"{clean[: MAX_TITLE - 1].rstrip()}…"
    return "Imported"


def quoted(text: str) -> str:
    """A text as YAML in double quotes, which reads JSON's as they are."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def comment(text: str) -> str:
    """A text that may stand in a YAML comment: one line."""
    return title_of(text)


def seed_of(text: str) -> int:
    """A street of its own for each title, the same on every machine."""
    return zlib.crc32(text.encode("utf-8", "replace")) % min(SEEDS, 1000)


def seconds(t_s: float) -> str:
    """A time as a scenario has it: ``12.5 s``."""
    return f"{round(t_s, 1):g} s"
