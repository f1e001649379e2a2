"""Profiles that say only what differs: ``extends: quark-s1``, or a file beside them."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from hud.device.schema import DeviceFile
from hud.errors import FileError, did_you_mean
from hud.files import display_path, inside, require_file
from hud.yamldoc import Draft

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

SECTIONS = ("display", "optics")
"""Merged key by key. A number is taken over whole, tag and source with it: another value has another origin."""
OWN = ("extends", "id", "name", "summary")
"""Never taken over: they say which profile it is."""
MAX_BASES = 16
STAND_IN = "quark-s1"
"""Whose values stand in for those that do not fit, or that are not found."""


def unfold(
    path: Path,
    *,
    shipped_path: Callable[[str], Path | None],
    known: Sequence[str],
    below: tuple[Path, ...] = (),
) -> tuple[Draft, Any]:
    """A device file and its values with those of the profiles it extends, not yet checked.

    Args:
        path: The file.
        shipped_path: Where a shipped profile lies, None for an unknown id.
        known: Ids of the shipped profiles, for hints.
        below: The files that extend this one.

    Returns:
        The file itself, for the places of errors, and the merged values. Where no profile of the name can be had,
        that is among its faults, and the values are over those of `STAND_IN`.

    Raises:
        FileError: A file that cannot be read; a base that extends, by whatever way, itself, or one that cannot be had.
        Problems: A base that is wrong in itself, with the places in its file.
    """
    draft = Draft.read(path)
    if not isinstance(draft.plain, dict) or "extends" not in draft.plain:
        return draft, draft.plain
    try:
        base_path = _base_path(draft, shipped_path, known)
    except FileError as error:
        stand_in = shipped_path(STAND_IN)
        if below or stand_in is None:
            raise
        draft = replace(draft, faults=(*draft.faults, error), told=draft.told | {("extends",)})
        return draft, _merged(Draft.read(stand_in).plain, draft.plain, path)
    chain = (*below, path.resolve())
    if base_path.resolve() in chain:
        names = " -> ".join(p.name for p in (*chain, base_path))
        raise draft.error(("extends",), f"a profile that extends itself: {names}", hint="end the circle")
    if len(chain) > MAX_BASES:
        raise draft.error(("extends",), f"more than {MAX_BASES} profiles, each extending the next", hint="merge some")
    base, values = unfold(base_path, shipped_path=shipped_path, known=known, below=chain)
    # what is wrong with the base is said of the base
    base.fit(DeviceFile, values)
    return draft, _merged(values, draft.plain, path)


def _base_path(draft: Draft, shipped_path: Callable[[str], Path | None], known: Sequence[str]) -> Path:
    name = draft.plain["extends"]
    if not isinstance(name, str) or not name.strip():
        raise draft.error(("extends",), "names no profile", hint="write the id of a shipped one, or a file beside this")
    if not name.endswith((".yaml", ".yml")) and "/" not in name and "\\" not in name:
        found = shipped_path(name)
        if found is None:
            near = did_you_mean(name, known)
            hint = near if near.startswith("did") else "see 'hud devices', or name a file beside this one"
            raise draft.error(("extends",), f"unknown device '{name}'", hint=hint)
        return found
    try:
        path = inside(draft.path.parent, name)
    except (ValueError, OSError) as error:
        message, _, hint = str(error).partition("; ")
        raise draft.error(("extends",), message, hint=hint) from None
    if not path.is_file():
        what = "is a folder" if path.is_dir() else "there is no such file"
        raise draft.error(("extends",), f"'{name}': {what}", hint="name a device file beside this one")
    return require_file(path)


def _merged(base: dict[str, Any], own: dict[str, Any], path: Path) -> dict[str, Any]:
    merged = {key: value for key, value in base.items() if key not in OWN}
    # named after the file where it does not say, so that two profiles never share an id
    slug = re.sub(r"[^a-z0-9]+", "-", path.stem.lower()).strip("-")[:40].strip("-") or "own"
    merged |= {"id": slug, "name": f"{base['name']} ({display_path(path)})"}
    if len(merged["name"]) > 60:
        merged["name"] = slug
    for key, value in own.items():
        if key in SECTIONS and isinstance(value, dict) and isinstance(merged.get(key), dict):
            merged[key] = {**merged[key], **value}
        elif key != "extends":
            merged[key] = value
    return merged
