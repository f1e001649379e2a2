"""Files that a user names: read bounded and decoded, never outside their folder; written whole or not at all."""

from __future__ import annotations

import codecs
import errno
import os
import re
import shutil
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from pathlib import Path
from typing import TYPE_CHECKING

from hud.errors import FileError, did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_TEXT_BYTES = 64 * 2**20
Stamp = tuple[int, ...]
_DECLARED = re.compile(rb"""<\?xml[^>]{0,100}?encoding\s*=\s*["']([A-Za-z0-9._-]{1,40})["']""")
_NEVER_XML = {"idna", "punycode", "raw-unicode-escape", "undefined", "unicode-escape"}
"""Codecs of texts that no XML is written in; some take a time that grows with the square."""

# what resolving a path may raise: links in a circle (a RuntimeError up to Python 3.12), a current folder that has been
# removed, a name too long or with a zero in it, another folder's path
_UNRESOLVED = (OSError, RuntimeError, ValueError)


_NOTED: ContextVar[tuple[dict[str, Stamp], ...]] = ContextVar("noted", default=())


def stamp(path: str) -> Stamp:
    """What tells one content of a file from the next: file, size and times; empty where there is no file."""
    try:
        found = os.stat(path)  # noqa: PTH116 - asked of some thirty files each frame, at half the cost of a Path's
    except (OSError, ValueError):
        return ()
    return found.st_ino, found.st_size, found.st_mtime_ns, found.st_ctime_ns


@contextmanager
def files_noted() -> Iterator[dict[str, Stamp]]:
    """Note every file that is asked for inside, on this thread, whether it is there or not.

    Yields:
        Absolute paths, and the `stamp` of each before it was read the first time.
    """
    noted: dict[str, Stamp] = {}
    token = _NOTED.set((*_NOTED.get(), noted))
    try:
        yield noted
    finally:
        _NOTED.reset(token)


def display_path(path: Path) -> str:
    """The path as a user would type it: relative to the current folder where that is shorter."""
    try:
        relative = str(path.resolve().relative_to(Path.cwd()))
    except _UNRESOLVED:
        return str(path)
    return relative if len(relative) <= len(str(path)) else str(path)


def require_file(path: Path) -> Path:
    """Check that a regular, readable file is there.

    Returns:
        The path.

    Raises:
        FileError: Missing (names the nearest file of the folder), a folder, a link to nothing, or not readable.
    """
    shown = display_path(path)
    try:
        for noted in _NOTED.get():
            noted.setdefault(whole := str(path.absolute()), stamp(whole))
        if path.is_file():
            return path
        if path.is_dir():
            raise FileError(shown, "is a folder where a file is needed")
        if path.exists():
            raise FileError(shown, "is not a regular file", hint="name a file that can be read twice, not a pipe")
        if path.is_symlink():
            raise FileError(shown, "is a link that leads nowhere or in a circle", hint="see it with ls -l")
        names = sorted(entry.name for entry in path.parent.iterdir()) if path.parent.is_dir() else []
        # another kind of file is meant only where the name itself is right
        names = [name for name in names if Path(name).suffix == path.suffix or Path(name).stem == path.stem]
    except (OSError, ValueError) as error:
        raise FileError(shown, f"cannot be reached: {_reason(error)}") from error
    hint = did_you_mean(path.name, names) if names else ""
    raise FileError(shown, "no such file", hint=hint if hint.startswith("did you") else "check the path")


def read_bytes(path: Path, *, limit: int = MAX_TEXT_BYTES) -> bytes:
    """The bytes of a file of at most ``limit`` bytes.

    Raises:
        FileError: Missing, too large or unreadable.
    """
    require_file(path)
    shown = display_path(path)
    try:
        size = path.stat().st_size
        if size > limit:
            raise FileError(
                shown,
                # in as many digits as tell the two apart
                f"is {size / 2**20:.{2 if size < 2 * limit else 0}f} MB, more than {limit / 2**20:.0f} MB",
                hint="is it the right file?",
            )
        return path.read_bytes()
    except OSError as error:
        raise FileError(shown, f"cannot be read: {_reason(error)}") from error


def declared_encoding(data: bytes) -> str:
    """The codec that an XML declaration names, after blanks at most; UTF-8 where there is none that can be."""
    declared = _DECLARED.match(data[:1000].lstrip()[:300])
    try:
        info = codecs.lookup(declared[1].decode("ascii")) if declared else None
    except LookupError:
        return "utf-8"
    # the declaration has been read as bytes, so it is not in UTF-16 or UTF-32, whatever it says; UTF-8 holds ASCII
    if info is None or info.name.startswith(("utf-16", "utf-32", "ascii")) or info.name.replace("_", "-") in _NEVER_XML:
        return "utf-8"
    return info.name if getattr(info, "_is_text_encoding", True) else "utf-8"


def read_text(path: Path, *, limit: int = MAX_TEXT_BYTES) -> str:
    """The text of a file in UTF-8, UTF-16 with a byte order mark, or the encoding that XML declares.

    Each line ends by a newline alone.

    Raises:
        FileError: Missing, too large, binary, or not decodable; names the line of the first bad byte.
    """
    data = read_bytes(path, limit=limit)
    shown = display_path(path)
    encoding = "utf-8-sig"
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encoding = "utf-16"
    elif b"\0" in data[:4096]:
        raise FileError(shown, "is a binary file, not text", hint="is it the right file?")
    elif (declared := declared_encoding(data)) != "utf-8":
        encoding = declared
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        before = data[: error.start]
        begin, wide = before.rfind(b"\n") + 1, encoding != "utf-8-sig"
        raise FileError(
            shown,
            f"byte 0x{data[error.start]:02x} is not {encoding.upper() if wide else 'UTF-8'}",
            line=before.count(b"\n") + 1,
            # what comes before it on its line can be read
            column=error.start - begin + 1 if wide else len(data[begin : error.start].decode(encoding)) + 1,
            hint="save the file as UTF-8",
            snippet="" if wide else data[begin:].split(b"\n", 1)[0].decode(encoding, "replace"),
        ) from None
    return text.replace("\r\n", "\n").replace("\r", "\n")


def inside(folder: Path, name: str) -> Path:
    """The path of ``name`` below ``folder``, symbolic links followed.

    Args:
        folder: The folder a scenario may use.
        name: What the scenario says, relative to it.

    Raises:
        ValueError: Absolute, a ``..`` or a link that leaves the folder or leads in a circle, or no name at all.
    """
    if not name.strip() or "\0" in name:
        raise ValueError("needs a file name")
    try:
        home = folder.resolve()
        path = (home / name).resolve()
    except _UNRESOLVED:
        raise ValueError(f"'{name}' cannot be reached; check the path, and links that lead in a circle") from None
    if Path(name).is_absolute() or not path.is_relative_to(home):
        raise ValueError(f"'{name}' is outside the folder of this file; copy it beside the file and name it from there")
    return path


def require_writable(path: Path) -> Path:
    """Check, before any work, that a file could be written there.

    Returns:
        The path.

    Raises:
        FileError: Its folder does not exist or cannot be written to, or something that is no regular file has the
            name.
    """
    shown = display_path(path)
    try:
        require_writable_folder(path.parent, wanted=shown)
        if path.is_dir():
            raise FileError(shown, "is a folder where a file is to be written", hint="choose another name")
        if path.exists() and not path.is_file():
            raise FileError(shown, "is not a regular file, and would be replaced", hint="choose another name")
    except (OSError, ValueError) as error:
        raise FileError(shown, f"cannot be reached: {_reason(error)}") from error
    return path


def require_writable_folder(folder: Path, *, wanted: str) -> None:
    """Check, before any work, that something could be put into a folder.

    Args:
        folder: The folder.
        wanted: What is to be put there, as the user would type it.

    Raises:
        FileError: It does not exist, is a file, or cannot be written to; names what is wanted.
        OSError: It cannot be reached.
        ValueError: It has a zero in its name.
    """
    shown = display_path(folder)
    if not folder.is_dir():
        if folder.exists():
            raise FileError(wanted, f"{shown} is a file, not a folder", hint="choose another folder")
        raise FileError(wanted, f"the folder {shown} does not exist", hint="make it first")
    if not os.access(folder, os.W_OK | os.X_OK):
        raise FileError(wanted, f"the folder {shown} cannot be written to", hint="choose another folder")


def make_folders(folder: Path) -> Path | None:
    """Make a folder and those above it where they are not there yet.

    Returns:
        The topmost that was made, to be removed again if nothing comes of it; None where all were there.

    Raises:
        FileError: One of them is a file or cannot be made.
    """
    shown = display_path(folder)
    try:
        made = None
        for step in (folder, *folder.parents):
            if step.exists() or step.is_symlink():
                break
            made = step
        folder.mkdir(parents=True, exist_ok=True)
        require_writable_folder(folder, wanted=shown)
    except (FileExistsError, NotADirectoryError) as error:
        raise FileError(shown, "a file has the name of this folder", hint="choose another folder") from error
    except (OSError, ValueError) as error:
        raise write_error(folder, error) from error
    return made


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """A name beside ``path`` to write to, a file or a folder, which takes its place when the block ends well.

    Whatever else ends the block, Ctrl-C included, nothing of it stays and ``path`` is as it was.

    Raises:
        FileError: The finished file cannot be put in place.
    """
    token = f".{path.name[:100]}.{os.urandom(4).hex()}"
    part, old = path.with_name(f"{token}.part"), path.with_name(f"{token}.old")
    try:
        yield part
        try:
            if part.is_dir() and path.is_dir():
                # A folder is never replaced in one step; in between, the old one has another name.
                path.rename(old)
                part.rename(path)
            else:
                part.replace(path)
        except OSError as error:
            if old.exists() and not path.exists():
                old.rename(path)
            raise write_error(path, error) from error
    finally:
        if old.exists():
            shutil.rmtree(old, ignore_errors=True)
        if part.is_dir() and not part.is_symlink():
            shutil.rmtree(part, ignore_errors=True)
        else:
            # a read-only disk refuses to remove even what is not there
            with suppress(OSError):
                part.unlink(missing_ok=True)


def write_atomically(path: Path, data: bytes) -> None:
    """Write a file so that at every moment, a killed process and a full disk included, it is the old or the new one.

    Raises:
        FileError: It cannot be written.
    """
    require_writable(path)
    with replacing(path) as part:
        try:
            with part.open("xb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
        except OSError as error:
            raise write_error(path, error) from error


def write_error(path: Path, error: Exception) -> FileError:
    """What to tell a user whose file could not be written.

    Args:
        path: What was to be written.
        error: An OSError, or one of PyAV's, which carry the same ``errno``.
    """
    number = getattr(error, "errno", None)
    if number in (errno.ENOSPC, errno.EDQUOT):
        return FileError(display_path(path), "the disk is full", hint="free some space and try again; nothing is left")
    if number == errno.EFBIG:
        return FileError(display_path(path), "is larger than this disk or user may have")
    return FileError(display_path(path), f"cannot be written: {_reason(error)}")


def _reason(error: Exception) -> str:
    return str(getattr(error, "strerror", None) or error).lower()
