"""Reading files that a user names: bounded, decoded, and never outside the folder they belong to."""

from __future__ import annotations

import codecs
from pathlib import Path

from hud.errors import FileError, did_you_mean

MAX_TEXT_BYTES = 64 * 2**20


def display_path(path: Path) -> str:
    """The path as a user would type it: relative to the current folder where that is shorter."""
    try:
        relative = str(path.resolve().relative_to(Path.cwd()))
    except ValueError:
        return str(path)
    return relative if len(relative) <= len(str(path)) else str(path)


def require_file(path: Path) -> Path:
    """Check that a regular, readable file is there.

    Returns:
        The path.

    Raises:
        FileError: Missing (names the nearest file of the folder), a folder, or not readable.
    """
    shown = display_path(path)
    try:
        if path.is_file():
            return path
        if path.is_dir():
            raise FileError(shown, "is a folder where a file is needed")
        names = sorted(entry.name for entry in path.parent.iterdir()) if path.parent.is_dir() else []
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
                f"is {size / 2**20:.0f} MB, more than {limit / 2**20:.0f} MB",
                hint="is it the right file?",
            )
        return path.read_bytes()
    except OSError as error:
        raise FileError(shown, f"cannot be read: {_reason(error)}") from error


def read_text(path: Path, *, limit: int = MAX_TEXT_BYTES) -> str:
    """The text of a UTF-8 file (or UTF-16 with a byte order mark), each line ended by a newline alone.

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
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        before = data[: error.start]
        raise FileError(
            shown,
            f"byte 0x{data[error.start]:02x} is not UTF-8",
            line=before.count(b"\n") + 1,
            column=error.start - (before.rfind(b"\n") + 1) + 1,
            hint="save the file as UTF-8",
        ) from None
    return text.replace("\r\n", "\n").replace("\r", "\n")


def inside(folder: Path, name: str) -> Path:
    """The path of ``name`` below ``folder``, symbolic links followed.

    Args:
        folder: The folder a scenario may use.
        name: What the scenario says, relative to it.

    Raises:
        ValueError: Absolute, a ``..`` or a link that leaves the folder, or no name at all.
    """
    if not name.strip() or "\0" in name:
        raise ValueError("needs a file name")
    home = folder.resolve()
    path = (home / name).resolve()
    if Path(name).is_absolute() or not path.is_relative_to(home):
        raise ValueError(f"'{name}' is outside the folder of this file; copy it beside the file and name it from there")
    return path


def _reason(error: Exception) -> str:
    return (error.strerror if isinstance(error, OSError) and error.strerror else str(error)).lower()
