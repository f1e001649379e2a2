"""A folder that looks like another to whoever reads code in it, but for the files that were replaced."""

from __future__ import annotations

import os
from pathlib import Path

_CODE = (".qml", ".js", ".mjs")


class Mirror:
    """Links to a folder's code and folders; what is replaced becomes a file of the mirror's own."""

    def __init__(self, home: Path, mirror: Path) -> None:
        """Link to what is there.

        Args:
            home: A folder, its path resolved.
            mirror: An empty folder. The folder's files lie one deeper below it than they do below /, so that what they
                name from where they are leads as far up.
        """
        self._home = home
        self._top = mirror
        self._names = 0
        self.latest = mirror / "files"
        """What stands for / in the last of `anew`."""
        self._mirror = mirror / "files" / home.relative_to(home.anchor)
        self._mirror.mkdir(parents=True)
        _link(home, self._mirror)

    def anew(self, path: Path) -> Path:
        """Where a file is in the mirror, by a name that it never had, so that nobody knows of it what it was before."""
        if not path.is_relative_to(self._home):
            return path
        self._names += 1
        self.latest = self._top / str(self._names)
        self.latest.symlink_to("files")
        return self.latest / path.relative_to(path.anchor)

    def replace(self, path: str, text: str) -> bool:
        """Let a file have another text in the mirror; false where it is not below the folder."""
        if not Path(path).is_relative_to(self._home):
            return False
        *folders, name = Path(path).relative_to(self._home).parts
        here, there = self._mirror, self._home
        for folder in folders:
            here, there = here / folder, there / folder
            # written through a link, it would be the user's own
            if here.is_symlink():
                here.unlink()
                here.mkdir()
                _link(there, here)
        copy = here / name
        copy.unlink(missing_ok=True)
        with os.fdopen(os.open(copy, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
            file.write(text)
        return True


def _link(home: Path, mirror: Path) -> None:
    with os.scandir(home) as entries:
        for entry in entries:
            if entry.name == "qmldir" or entry.name.endswith(_CODE) or entry.is_dir():
                (mirror / entry.name).symlink_to(entry.path)
