"""``index.json``: what is known of every baseline of a scenario, as one sorted file that Git can merge."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Annotated, Any, Literal, NoReturn

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from hud.errors import FileError
from hud.files import display_path, read_text
from hud.regression.png import LFS_POINTER

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from hud.panel import Element

FORMAT = 1
NAME = "index.json"
PICTURE_NAME = r"[\w.-]{1,150}\.[0-9a-f]{12}\.png"

_RESTORE = "restore it with: git checkout -- "
_WIDTH = 118
_Digests = dict[Literal["left", "right"], Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]]
_Box = tuple[float, float, float, float]


class _OddError(Exception):
    """JSON that is well formed and says nothing sensible."""


class Part(BaseModel):
    """A part of a file of ours: every type as written, nothing that does not belong."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True, allow_inf_nan=False)


class ElementEntry(Part):
    """An `hud.panel.Element`; what is left out has its usual value."""

    id: str
    kind: Literal["text", "shape", "image", "rectangle", "group"]
    text: str = ""
    box: _Box
    room: _Box
    font_px: float = 0.0
    colour: str = ""
    opacity: float = 1.0
    truncated: bool = False
    clipped: bool = False
    depth_m: float | None = None


class Approval(Part):
    """What somebody looked at and found right, in one environment."""

    fingerprint: str
    """Id of the environment."""
    panels: _Digests
    composites: _Digests
    probes: _Digests = {}


class Entry(Part):
    """One screenshot."""

    t_s: Annotated[float, Field(ge=0)]
    device: str
    lux: float | None = None
    pictures: dict[Literal["left", "right"], Annotated[str, Field(pattern=f"^{PICTURE_NAME}$")]]
    """The HUD layer's file by eye; both eyes may share one. Of the first approval; others have digests only."""
    elements: dict[Literal["left", "right"], str] = {}
    """Key of the element tree by eye."""
    spoken: str = ""
    conditions: dict[str, str | int | float | list[float]] = {}
    approved: Annotated[tuple[Approval, ...], Field(min_length=1)]
    metric: str
    """Name and version, ``yiq-1``, of the time of the approval."""
    note: str = ""


class Index(Part):
    """The file."""

    hud_baselines: Literal[1] = 1
    fingerprints: dict[str, dict[str, str]] = {}
    """Environments by id: what is in `hud.regression.fingerprint`, and ``hud``."""
    screenshots: dict[str, Entry] = {}
    trees: dict[str, tuple[ElementEntry, ...]] = {}
    """Element trees by digest: the same in every light."""

    @property
    def pictures(self) -> set[str]:
        """Every file that is in use."""
        return {name for entry in self.screenshots.values() for name in entry.pictures.values()}

    def without_leftovers(self) -> Index:
        """The index without environments and trees that no screenshot refers to."""
        used = {approval.fingerprint for entry in self.screenshots.values() for approval in entry.approved}
        trees = {key for entry in self.screenshots.values() for key in entry.elements.values()}
        return self.model_copy(
            update={
                "fingerprints": {key: value for key, value in self.fingerprints.items() if key in used},
                "trees": {key: value for key, value in self.trees.items() if key in trees},
            }
        )


def read_index(path: Path) -> Index:
    """The index in a file; an empty one where there is no file.

    Raises:
        FileError: It cannot be read as an index: broken, in the middle of a merge, a Git LFS pointer, of a newer
            version, or with something in it that does not belong there. With line and column where it is no JSON.
    """
    if not path.exists() and not path.is_symlink():
        return Index()
    text = read_text(path)
    shown = display_path(path)
    if text.startswith(LFS_POINTER.decode()):
        raise FileError(shown, "is a Git LFS pointer, not the index itself", hint="fetch it with: git lfs pull")
    for number, line in enumerate(text.split("\n"), 1):
        if line.startswith("<<<<<<< "):
            hint = "take either side, and run hud test --update missing for what the other added"
            raise FileError(shown, "has a merge conflict", line=number, column=1, hint=hint)
    try:
        found = json.loads(text, object_pairs_hook=_once, parse_constant=_no_constant)
    except json.JSONDecodeError as error:
        what = "ends in the middle" if not text[error.pos :].strip() else "is not JSON here"
        raise FileError(shown, what, line=error.lineno, column=error.colno, hint=_RESTORE + shown) from None
    except RecursionError:
        raise FileError(shown, "is nested too deeply", hint=_RESTORE + shown) from None
    except _OddError as error:
        raise FileError(shown, str(error), hint=_RESTORE + shown) from None
    except ValueError:  # an integer of more digits than Python converts
        raise FileError(shown, "holds a number of thousands of digits", hint=_RESTORE + shown) from None
    version = found.get("hud_baselines") if isinstance(found, dict) else None
    if isinstance(version, int) and version > FORMAT:
        raise FileError(shown, f"is of version {version}, newer than this hud reads", hint="upgrade hud-emulator")
    try:
        index = Index.model_validate_json(text)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        place = ".".join(str(part) for part in first["loc"]) or "the document"
        raise FileError(shown, f"{place}: {first['msg'].lower()}", hint=_RESTORE + shown) from None
    for name, entry in index.screenshots.items():
        environments = {approval.fingerprint for approval in entry.approved}
        if not (environments <= index.fingerprints.keys() and {*entry.elements.values()} <= index.trees.keys()):
            hint = _RESTORE + shown
            raise FileError(shown, f"{name} refers to an element tree or an environment that is not there", hint=hint)
    return index


def index_bytes(index: Index) -> bytes:
    """The file of an index: sorted, a line for each small thing, the same bytes for the same content."""
    plain = index.without_leftovers().model_dump(exclude_defaults=True) | {"hud_baselines": FORMAT}
    return laid_out(plain).encode("utf-8", "replace")


def tree_key(elements: Iterable[ElementEntry]) -> str:
    """Sixteen digits that are the same for the same element tree."""
    text = json.dumps([element.model_dump(exclude_defaults=True) for element in elements], sort_keys=True)
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:16]


def to_entries(elements: Iterable[Element]) -> tuple[ElementEntry, ...]:
    """Elements as they are kept."""
    return tuple(
        ElementEntry(
            id=_valid(e.id),
            kind=e.kind,
            text=_valid(e.text),
            box=_floats(e.box),
            room=_floats(e.room),
            font_px=float(e.font_px),
            colour=e.colour,
            opacity=float(e.opacity),
            truncated=e.truncated,
            clipped=e.clipped,
            depth_m=e.depth_m,
        )
        for e in elements
    )


def to_elements(entries: Iterable[ElementEntry]) -> tuple[Element, ...]:
    """Kept elements as the panel gives them."""
    from hud.panel.spec import Element

    return tuple(Element(**dict(entry)) for entry in entries)


def _floats(box: tuple[float, float, float, float]) -> _Box:
    return float(box[0]), float(box[1]), float(box[2]), float(box[3])


def _valid(text: str) -> str:
    """Without half a surrogate pair, which no file can hold."""
    return text.encode("utf-8", "replace").decode("utf-8")


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise _OddError(f"has '{twice[:80]}' twice in one place")
    return found


def _no_constant(name: str) -> NoReturn:
    raise _OddError(f"holds {name}, which is no number in JSON")


def laid_out(value: object) -> str:
    """JSON with sorted keys, ended by a newline: on one line what fits on one."""
    return _laid_out(value, 0) + "\n"


def _laid_out(value: object, indent: int) -> str:
    line = json.dumps(value, sort_keys=True, ensure_ascii=False, allow_nan=False)
    if indent + len(line) <= _WIDTH or not isinstance(value, dict | list | tuple):
        return line
    inner = " " * (indent + 1)
    if isinstance(value, dict):
        parts = [f"{json.dumps(key, ensure_ascii=False)}: {_laid_out(value[key], indent + 1)}" for key in sorted(value)]
        return "{\n" + ",\n".join(inner + part for part in parts) + "\n" + " " * indent + "}"
    parts = [_laid_out(item, indent + 1) for item in value]
    return "[\n" + ",\n".join(inner + part for part in parts) + "\n" + " " * indent + "]"
