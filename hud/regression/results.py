"""Screenshots of a run on disk, so that they can be looked at and approved without drawing them again.

A folder for each: ``shot.json``, and the HUD layers as ``actual.left.png`` and ``actual.right.png``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import Field, ValidationError

from hud.errors import FileError
from hud.files import display_path, make_folders, read_text, write_atomically
from hud.regression.comparing import digest
from hud.regression.fingerprint import Fingerprint
from hud.regression.index import Approval, ElementEntry, Part, laid_out, to_elements, to_entries
from hud.regression.png import encode_png, read_png
from hud.regression.shot import Shot
from hud.regression.store import approval_of, digests_in

if TYPE_CHECKING:
    from pathlib import Path

NAME = "shot.json"
_AGAIN = "run the test again"


class _ShotFile(Part):
    hud_shot: Literal[1] = 1
    id: str
    t_s: Annotated[float, Field(ge=0)]
    device: str
    lux: float | None
    spoken: str
    conditions: dict[str, str | int | float | list[float]]
    digests: Approval
    environment: dict[str, str]
    elements: dict[Literal["left", "right"], tuple[ElementEntry, ...]]


def save_shot(folder: Path, shot: Shot, fingerprint: Fingerprint) -> None:
    """Write a screenshot; its ``shot.json`` last, so that a folder with one is whole.

    Raises:
        FileError: It cannot be written.
    """
    make_folders(folder)
    # both eyes are one array where no element has a depth of its own
    packed: dict[int, bytes] = {}
    for eye, codes in shot.panels.items():
        data = packed.setdefault(id(codes), b"") or encode_png(codes)
        packed[id(codes)] = data
        write_atomically(folder / f"actual.{eye}.png", data)
    kept = _ShotFile.model_validate(
        {
            "id": shot.id,
            "t_s": float(shot.t_s),
            "device": shot.device,
            "lux": None if shot.lux is None else float(shot.lux),
            "spoken": shot.spoken,
            "conditions": dict(shot.conditions),
            "digests": approval_of(shot, fingerprint),
            "environment": {**fingerprint.values, "hud": fingerprint.hud},
            "elements": {eye: to_entries(tree) for eye, tree in shot.trees.items()},
        }
    )
    data = laid_out(kept.model_dump()).encode("utf-8", "replace")
    write_atomically(folder / NAME, data)


def load_shot(folder: Path) -> tuple[Shot, Fingerprint]:
    """A screenshot of an earlier run, and the environment that it was drawn in.

    Raises:
        FileError: It is missing, broken, or its pictures are not those that were drawn.
    """
    path = folder / NAME
    try:
        kept = _ShotFile.model_validate_json(read_text(path))
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        place = ".".join(str(part) for part in first["loc"]) or "the document"
        raise FileError(display_path(path), f"{place}: {first['msg'].lower()}", hint=_AGAIN) from None
    panels = {}
    for eye, wanted in kept.digests.panels.items():
        picture = folder / f"actual.{eye}.png"
        codes = read_png(picture)[..., :3]
        if digest(codes) != wanted:
            raise FileError(display_path(picture), "is not the picture that was drawn", hint=_AGAIN)
        panels[str(eye)] = codes
    shot = Shot(
        id=kept.id,
        t_s=kept.t_s,
        device=kept.device,
        lux=kept.lux,
        panels=panels,
        digests=digests_in(kept.digests),
        trees={str(eye): to_elements(tree) for eye, tree in kept.elements.items()},
        spoken=kept.spoken,
        conditions=dict(kept.conditions),
    )
    values = {key: value for key, value in kept.environment.items() if key != "hud"}
    return shot, Fingerprint(values, hud=kept.environment.get("hud", ""))
