"""Baselines on disk: read at any moment, changed by one process at a time, old or new and never half.

A picture's file is named after its pixels, so that a new picture never takes the place of an old one. A change writes
the pictures first, then replaces ``index.json`` in one step, and only then removes pictures that are no longer
referred to. Whoever is killed in between leaves the old index with all its pictures, or the new one with all of its,
and at most a file that the next change removes.
"""

from __future__ import annotations

import os
import re
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING

from hud.errors import FileError, UsageError, did_you_mean
from hud.files import display_path, read_bytes, write_atomically
from hud.regression.comparing import digest
from hud.regression.fingerprint import Fingerprint
from hud.regression.index import (
    NAME,
    PICTURE_NAME,
    Approval,
    Entry,
    Index,
    index_bytes,
    read_index,
    to_elements,
    to_entries,
    tree_key,
)
from hud.regression.lock import TIMEOUT_S, locked
from hud.regression.png import END, SIGNATURE, encode_png, read_png
from hud.regression.shot import Digests, picture_stem
from hud.regression.yiq import METRIC, METRIC_VERSION

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

    from hud.panel import Element
    from hud.regression.shot import Condition, Shot

FOLDER = "baselines"


@dataclass(frozen=True)
class Baseline:
    """A screenshot that somebody approved."""

    id: str
    entry: Entry
    approvals: tuple[tuple[Fingerprint, Digests], ...]
    """Environments and what was approved in each; the pictures are those of the first."""
    trees: Mapping[str, tuple[Element, ...]]
    """Elements by eye."""
    folder: Path

    @property
    def fingerprint(self) -> Fingerprint:
        """The environment that the pictures were drawn in."""
        return self.approvals[0][0]

    @property
    def conditions(self) -> Mapping[str, Condition]:
        """What the light at the eye rested on."""
        return self.entry.conditions

    def path(self, eye: str) -> Path:
        """The file of a HUD layer."""
        return next(self.folder / name for key, name in self.entry.pictures.items() if key == eye)

    def picture(self, eye: str) -> NDArray[np.uint8]:
        """The approved HUD layer, (H, W, 3) uint8 sRGB codes.

        Raises:
            FileError: It is missing, cannot be read, or is not what was approved.
        """
        path = self.path(eye)
        restore = f"restore it with: git checkout -- {display_path(path)}"
        if not path.exists():
            raise FileError(display_path(path), f"is missing, the baseline of {self.id}", hint=restore)
        rgb = read_png(path)[..., :3]
        if digest(rgb) != self.approvals[0][1].panels[eye]:
            raise FileError(display_path(path), f"is not the picture that was approved as {self.id}", hint=restore)
        return rgb


@dataclass(frozen=True)
class Kept:
    """What was approved of some screenshots at one time, so that it can be put back."""

    entries: Mapping[str, Entry | None]
    """By id; None where there was no baseline."""
    index: Index
    """All of it, for the environments and element trees that the entries refer to."""
    pictures: Mapping[str, bytes]
    """The files, by name."""


class BaselineStore:
    """The baselines of one scenario: a folder of PNGs and an ``index.json``."""

    def __init__(self, folder: Path, *, timeout_s: float = TIMEOUT_S) -> None:
        """Name the folder; nothing is read or made.

        Args:
            folder: As `BaselineStore.beside` says for a scenario.
            timeout_s: How long to wait for another process that writes there.
        """
        self.folder = folder
        self._timeout_s = timeout_s

    @classmethod
    def beside(cls, scenario: Path) -> BaselineStore:
        """Of a scenario's file: ``baselines`` beside it, and in that a folder of its own for ``another-name.yaml``."""
        folder = scenario.parent / FOLDER
        return cls(folder if scenario.name == "scenario.yaml" else folder / scenario.stem)

    def load(self) -> Mapping[str, Baseline]:
        """Every baseline by id, as of now; pictures are read when they are asked for.

        Raises:
            FileError: The index cannot be read; see `hud.regression.index.read_index`.
        """
        return _Loaded(read_index(self.folder / NAME), self.folder).baselines

    def lost(self) -> tuple[str, ...]:
        """The names of pictures that are not there, are none or are cut off: nobody notices while nothing differs.

        Raises:
            FileError: The index cannot be read.
        """

        def is_lost(name: str) -> bool:
            try:
                with (self.folder / name).open("rb") as file:
                    begins = file.read(len(SIGNATURE)) == SIGNATURE
                    file.seek(-len(END), os.SEEK_END)
                    return not (begins and file.read() == END)
            except OSError:  # not there, or shorter than an end
                return True

        return tuple(name for name in sorted(read_index(self.folder / NAME).pictures) if is_lost(name))

    def approve(
        self, shots: Iterable[Shot], fingerprint: Fingerprint, *, variant: bool = False, note: str = ""
    ) -> tuple[str, ...]:
        """Make screenshots the baselines of their ids; all of them, or none where that fails.

        Args:
            shots: With ids that are unique among them.
            fingerprint: The environment that they were drawn in.
            variant: Keep what is approved already, pictures included, and let these digests pass as well: the same
                picture as another environment draws it. Otherwise what was approved before is right no longer.
            note: Who approved it, or why.

        Returns:
            The ids, in the order given.

        Raises:
            FileError: The folder cannot be written to or locked, the disk is full, or the index cannot be read.
            UsageError: Two shots of one id.
        """
        shots = tuple(shots)
        ids = tuple(shot.id for shot in shots)
        if twice := sorted({name for name in ids if ids.count(name) > 1}):
            raise UsageError(f"two screenshots are called '{twice[0]}'", hint="give them different names")

        def change(index: Index) -> tuple[Index, dict[str, bytes]]:
            pictures: dict[str, bytes] = {}
            entries, trees = dict(index.screenshots), dict(index.trees)
            for shot in shots:
                old = entries.get(shot.id)
                if variant and old is not None:
                    entries[shot.id] = old.model_copy(update={"approved": _with(old, approval_of(shot, fingerprint))})
                    continue
                names = {}
                for eye, codes in shot.panels.items():
                    stem = picture_stem(shot.t_s, shot.device)
                    name = f"{stem}.{shot.digests.panels[eye][:12]}.png"
                    if name not in pictures:
                        pictures[name] = encode_png(codes)
                    names[eye] = name
                own = {eye: to_entries(elements) for eye, elements in shot.trees.items()}
                keys = {eye: tree_key(tree) for eye, tree in own.items()}
                trees |= {keys[eye]: tree for eye, tree in own.items()}
                entries[shot.id] = _entry(shot, names, keys, fingerprint, note)
            known = {**index.fingerprints, fingerprint.id: {**fingerprint.values, "hud": fingerprint.hud}}
            return Index(fingerprints=known, screenshots=entries, trees=trees), pictures

        self._change(change)
        return ids

    def remove(self, ids: Collection[str]) -> None:
        """Forget baselines and remove their pictures.

        Raises:
            UsageError: There is no such baseline; nothing is removed then.
            FileError: As `approve`.
        """

        def change(index: Index) -> tuple[Index, dict[str, bytes]]:
            for name in ids:
                if name not in index.screenshots:
                    raise UsageError(f"no baseline is called '{name}'", hint=did_you_mean(name, [*index.screenshots]))
            left = {name: entry for name, entry in index.screenshots.items() if name not in ids}
            return index.model_copy(update={"screenshots": left}), {}

        self._change(change)

    def keep(self, ids: Iterable[str]) -> Kept:
        """Remember what is approved now, to `restore` it.

        Raises:
            FileError: The index cannot be read.
        """
        index = read_index(self.folder / NAME)
        entries = {name: index.screenshots.get(name) for name in ids}
        names = {name for entry in entries.values() if entry is not None for name in entry.pictures.values()}
        pictures = {}
        for name in sorted(names):
            # what was lost before stays lost
            with suppress(FileError):
                pictures[name] = read_bytes(self.folder / name)
        return Kept(entries, index, pictures)

    def restore(self, kept: Kept) -> None:
        """Put back what was approved; baselines of other ids stay as they are now.

        Raises:
            FileError: As `approve`.
        """

        def change(index: Index) -> tuple[Index, dict[str, bytes]]:
            entries = {name: entry for name, entry in index.screenshots.items() if name not in kept.entries}
            entries |= {name: entry for name, entry in kept.entries.items() if entry is not None}
            trees = {**kept.index.trees, **index.trees}
            known = {**kept.index.fingerprints, **index.fingerprints}
            return Index(fingerprints=known, screenshots=entries, trees=trees), dict(kept.pictures)

        self._change(change)

    def prune(self, used: Collection[str]) -> tuple[str, ...]:
        """Remove every baseline whose id is not among those used, and files that nothing refers to.

        Returns:
            The ids that were removed, sorted.

        Raises:
            FileError: As `approve`.
        """
        gone: list[str] = []

        def change(index: Index) -> tuple[Index, dict[str, bytes]]:
            gone[:] = sorted(name for name in index.screenshots if name not in used)
            left = {name: entry for name, entry in index.screenshots.items() if name in used}
            return index.model_copy(update={"screenshots": left}), {}

        if self.folder.is_dir():
            self._change(change)
        return tuple(gone)

    def _change(self, change: Callable[[Index], tuple[Index, dict[str, bytes]]]) -> None:
        with locked(self.folder, timeout_s=self._timeout_s):
            path = self.folder / NAME
            before = read_index(path)
            try:
                after, pictures = change(before)
                for name, data in pictures.items():
                    self._write_picture(self.folder / name, data)
                data = index_bytes(after)
                if not path.exists() or path.read_bytes() != data:
                    write_atomically(path, data)
            except BaseException:
                self._sweep(before)
                raise
            self._make_durable()
            self._sweep(after)

    def _write_picture(self, path: Path, data: bytes) -> None:
        """Write it, unless the very picture is there: another zlib may have packed it into other bytes."""
        with suppress(FileError, OSError):
            if path.exists() and digest(read_png(path)).startswith(path.name.split(".")[-2]):
                return
        write_atomically(path, data)

    def _make_durable(self) -> None:
        """The new names survive a power cut too."""
        with suppress(OSError):
            handle = os.open(self.folder, os.O_RDONLY)
            try:
                os.fsync(handle)
            finally:
                os.close(handle)

    def _sweep(self, index: Index) -> None:
        """Remove our own files that nothing refers to: what is not named as we name files is left alone."""
        used = index.pictures
        with suppress(OSError):
            for path in list(self.folder.iterdir()):
                picture = re.fullmatch(PICTURE_NAME, path.name) and path.name not in used
                half = re.fullmatch(rf"\.({PICTURE_NAME}|{re.escape(NAME)})\.[0-9a-f]{{8}}\.part", path.name)
                if picture or half:
                    with suppress(OSError):
                        path.unlink()


class _Loaded:
    """An index with what its keys stand for put in their places."""

    def __init__(self, index: Index, folder: Path) -> None:
        self._index, self._folder = index, folder

    @cached_property
    def baselines(self) -> Mapping[str, Baseline]:
        index = self._index
        trees = {key: to_elements(tree) for key, tree in index.trees.items()}
        environments = {key: _fingerprint(values) for key, values in index.fingerprints.items()}
        return MappingProxyType(
            {
                name: Baseline(
                    id=name,
                    entry=entry,
                    approvals=tuple((environments[a.fingerprint], digests_in(a)) for a in entry.approved),
                    trees={eye: trees[key] for eye, key in entry.elements.items()},
                    folder=self._folder,
                )
                for name, entry in index.screenshots.items()
            }
        )


def digests_in(approval: Approval) -> Digests:
    """What was approved."""
    return Digests(
        {str(eye): value for eye, value in approval.panels.items()},
        {str(eye): value for eye, value in approval.composites.items()},
        {str(eye): value for eye, value in approval.probes.items()},
    )


def _fingerprint(values: Mapping[str, str]) -> Fingerprint:
    return Fingerprint({key: value for key, value in values.items() if key != "hud"}, hud=values.get("hud", ""))


def approval_of(shot: Shot, fingerprint: Fingerprint) -> Approval:
    """What a screenshot would be approved as."""
    return Approval.model_validate(
        {
            "fingerprint": fingerprint.id,
            "panels": dict(shot.digests.panels),
            "composites": dict(shot.digests.composites),
            "probes": dict(shot.probed.probes),
        }
    )


def _with(old: Entry, new: Approval) -> tuple[Approval, ...]:
    return old.approved if new in old.approved else (*old.approved, new)


def _entry(
    shot: Shot, pictures: Mapping[str, str], trees: Mapping[str, str], fingerprint: Fingerprint, note: str
) -> Entry:
    return Entry.model_validate(
        {
            "t_s": float(shot.t_s),
            "device": shot.device,
            "lux": None if shot.lux is None else float(shot.lux),
            "pictures": dict(pictures),
            "elements": dict(trees),
            "spoken": shot.spoken,
            "conditions": dict(shot.conditions),
            "approved": (approval_of(shot, fingerprint),),
            "metric": f"{METRIC}-{METRIC_VERSION}",
            "note": note,
        }
    )
