"""Scenarios to start from: a commented folder that plays as it is."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Literal, get_args

from hud.errors import FileError, UsageError, did_you_mean
from hud.files import display_path, make_folders, replacing, require_writable_folder, write_error
from hud.resources import SCENARIO_SCHEMA, asset_path, scenarios_path

Kind = Literal["navigation", "translation", "blank"]
KINDS: tuple[Kind, ...] = get_args(Kind)
MAX_NAME = 80


def new_scenario(name: str, *, kind: str = "navigation", folder: Path | None = None) -> Path:
    """Make a scenario's folder.

    Args:
        name: Letters, digits, spaces, ``-`` and ``_``; the title is made of it.
        kind: One of `KINDS`.
        folder: What is made; ``name`` in the current folder by default.

    Returns:
        The folder, whole; where anything fails there is none.

    Raises:
        UsageError: A name or a kind that cannot be used.
        FileError: Something of that name is there, or it cannot be written.
    """
    title = _title(name)
    if kind not in KINDS:
        raise UsageError(f"--kind {kind}: unknown", hint=did_you_mean(kind, KINDS))
    folder = folder if folder is not None else Path(name)
    shown = display_path(folder)
    if folder.exists() or folder.is_symlink():
        raise FileError(shown, "is there already", hint="choose another name, or another folder with -o")
    made = make_folders(folder.parent)
    try:
        require_writable_folder(folder.parent, wanted=shown)
        with replacing(folder) as part:
            _fill(part, kind, title)
    except BaseException as error:
        if made is not None:
            shutil.rmtree(made, ignore_errors=True)
        if isinstance(error, OSError):
            raise write_error(folder, error) from error
        raise
    return folder


def _title(name: str) -> str:
    if not name.strip() or len(name) > MAX_NAME:
        raise UsageError(f"a name has 1 to {MAX_NAME} characters", hint="such as my-walk")
    if wrong := next((char for char in name if not (char.isalnum() or char in "-_ ")), None):
        hint = "name the folder with -o" if wrong in "/\\" else "use letters, digits, - and _"
        raise UsageError(f"'{name}' is not a name: it has '{wrong}' in it".replace("\n", " "), hint=hint)
    if not name[0].isalnum() or name[-1] == " ":
        raise UsageError(f"'{name}' is not a name", hint="begin with a letter or digit, end without a space")
    words = name.replace("-", " ").replace("_", " ").strip()
    return words[:1].upper() + words[1:]


def _fill(folder: Path, kind: str, title: str) -> None:
    shutil.copytree(asset_path(f"templates/{kind}"), folder)
    scenario = folder / "scenario.yaml"
    text = scenario.read_text(encoding="utf-8")
    scenario.write_text(text.replace("@TITLE@", title), encoding="utf-8", newline="\n")
    shutil.copy(asset_path("schema/scenario.schema.json"), folder / SCENARIO_SCHEMA)
    if kind == "navigation":
        shutil.copy(scenarios_path("navigation/morning-walk/route.osrm.json"), folder)
    if kind == "blank":
        # For Qt's language server and qmllint: where the pieces, and with them the types of `hud`, are on this machine.
        screens = asset_path("screens")
        for name, said in (
            (".qmlls.ini", f"no-cmake-calls=true\nimportPaths={screens}"),
            (".qmllint.ini", f"AdditionalQmlImportPaths={screens}"),
        ):
            (folder / name).write_text(f"[General]\n{said}\n", encoding="utf-8", newline="\n")
