"""One writer at a time in a folder; a process that dies leaves no lock behind."""

from __future__ import annotations

import errno
import os
import sys
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

from hud.errors import FacilityError, FileError
from hud.files import display_path, make_folders, write_error

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

TIMEOUT_S = 30.0
_LOOK_S = 0.02


@contextmanager
def locked(
    folder: Path, *, timeout_s: float = TIMEOUT_S, busy: str = "another process is writing baselines here"
) -> Iterator[None]:
    """Hold a folder for writing; made where it is not there yet.

    The folder itself is locked, so there is no file that could be left over, and the system lets go when the process
    ends, however it ends.

    Raises:
        FileError: It cannot be made or locked, or somebody else has held it for ``timeout_s``.
        FacilityError: A system without such locks.
    """
    if sys.platform == "win32":
        raise FacilityError("baselines are written on Linux and macOS only", hint="run this in WSL")
    import fcntl

    shown = display_path(folder)
    end = time.monotonic() + timeout_s
    while True:
        make_folders(folder)
        try:
            handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        except FileNotFoundError:
            # gone again in between
            continue
        except OSError as error:
            raise write_error(folder, error) from error
        try:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError as error:
                if error.errno not in (errno.EWOULDBLOCK, errno.EINTR):
                    hint = "keep it on a disk of this machine"
                    raise FileError(shown, "cannot be locked on this file system", hint=hint) from error
                if time.monotonic() > end:
                    hint = "wait for the other run to end, or end it"
                    raise FileError(shown, busy, hint=hint) from error
                time.sleep(_LOOK_S)
                continue
            if not _is_still(folder, handle):
                continue
            yield
            return
        finally:
            os.close(handle)


def _is_still(folder: Path, handle: int) -> bool:
    """Whether the folder that is locked is the one that has the name."""
    try:
        return os.path.samestat(folder.stat(), os.fstat(handle))
    except FileNotFoundError:
        return False
