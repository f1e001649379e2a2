"""Files that a user names."""

import codecs
import errno
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hud.errors import FileError
from hud.files import (
    display_path,
    inside,
    make_folders,
    read_bytes,
    read_text,
    require_file,
    require_writable,
    write_atomically,
)


def test_text_is_the_same_in_every_encoding_and_line_end(tmp_path):
    path = tmp_path / "a.txt"
    for raw in (
        "Tee\nß\n".encode(),
        codecs.BOM_UTF8 + "Tee\r\nß\r\n".encode(),
        codecs.BOM_UTF16_LE + "Tee\rß\r".encode("utf-16-le"),
        codecs.BOM_UTF16_BE + "Tee\nß\n".encode("utf-16-be"),
    ):
        path.write_bytes(raw)
        assert read_text(path) == "Tee\nß\n"


def test_a_bad_byte_is_told_by_line_and_column(tmp_path):
    path = tmp_path / "a.txt"
    path.write_bytes(b"one\ntwo \xff\n")
    with pytest.raises(FileError, match="0xff is not UTF-8; save the file as UTF-8") as caught:
        read_text(path)
    assert (caught.value.line, caught.value.column) == (2, 5)


@pytest.mark.parametrize(
    ("declared", "written"),
    [
        ("ISO-8859-1", "latin-1"),
        ("windows-1252", "windows-1252"),
        ("UTF-16", "utf-16"),
        ("utf-8", "utf-8"),
        # what cannot be, or is none, is not believed
        ("UTF-16", "utf-8"),
        ("rot13", "utf-8"),
        ("punycode", "utf-8"),
        ("unicode_escape", "utf-8"),
        ("klingon", "utf-8"),
    ],
)
def test_xml_is_read_in_what_it_declares(tmp_path, declared, written):
    path = tmp_path / "a.gpx"
    text = f"<?xml version='1.0' encoding='{declared}'?>\n<a>é</a>\n"
    path.write_bytes(text.encode(written))
    assert read_text(path) == text
    # and nothing else is
    path.write_bytes(f"# {text}".encode("latin-1"))
    with pytest.raises(FileError, match="0xe9 is not UTF-8"):
        read_text(path)


def test_half_a_character_of_utf_16_is_told(tmp_path):
    path = tmp_path / "a.txt"
    path.write_bytes(codecs.BOM_UTF16_LE + b"a\0b")
    with pytest.raises(FileError, match="is not UTF-16"):
        read_text(path)


def test_what_is_no_text_is_refused(tmp_path):
    path = tmp_path / "a.bin"
    path.write_bytes(b"\x7fELF\0\0")
    with pytest.raises(FileError, match="binary"):
        read_text(path)


def test_a_giant_is_refused_before_it_is_read(tmp_path):
    path = tmp_path / "giant"
    with path.open("wb") as file:
        file.truncate(3 * 2**20)
    with pytest.raises(FileError, match="is 3 MB, more than 1 MB"):
        read_bytes(path, limit=2**20)


def test_a_missing_file_names_its_neighbour(tmp_path):
    (tmp_path / "route.json").touch()
    with pytest.raises(FileError, match=r"no such file; did you mean 'route\.json'\?"):
        require_file(tmp_path / "rout.json")
    with pytest.raises(FileError, match="no such file; check the path"):
        require_file(tmp_path / "zzz" / "a")


@pytest.mark.parametrize("name", ["x" * 5000, "a\0b"])
def test_an_impossible_name_is_refused(tmp_path, name):
    with pytest.raises(FileError):
        require_file(tmp_path / name)


def test_a_folder_is_no_file(tmp_path):
    with pytest.raises(FileError, match="is a folder"):
        read_bytes(tmp_path)


def test_paths_are_shown_short(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert display_path(tmp_path / "a" / "b.yaml") == os.path.join("a", "b.yaml")  # noqa: PTH118  # as text
    assert display_path(tmp_path.parent / "c.yaml") == str(tmp_path.parent / "c.yaml")


@pytest.mark.parametrize("name", ["../a", "a/../../b", "/etc/passwd", "", "  ", "a\0b"])
def test_what_leaves_the_folder_is_refused(tmp_path, name):
    with pytest.raises(ValueError, match=r"outside the folder|needs a file name"):
        inside(tmp_path, name)


def test_a_link_counts_where_it_leads(tmp_path):
    home = tmp_path / "home"
    home.mkdir()
    (home / "out").symlink_to(tmp_path)
    (home / "in").symlink_to(home / "a")
    with pytest.raises(ValueError, match="outside"):
        inside(home, "out/b")
    assert inside(home, "in") == (home / "a").resolve()
    assert inside(home, "sub/../a") == (home / "a").resolve()


def test_a_link_in_a_circle_is_told_and_not_followed(tmp_path):
    (tmp_path / "a").symlink_to(tmp_path / "b")
    (tmp_path / "b").symlink_to(tmp_path / "a")
    assert display_path(tmp_path / "a") == str(tmp_path / "a")
    with pytest.raises(ValueError, match=r"'a' cannot be reached|'a' is outside"):
        inside(tmp_path, "a")
    with pytest.raises(FileError, match="is a link that leads nowhere or in a circle"):
        read_text(tmp_path / "a")


def test_a_current_folder_that_was_removed(tmp_path, monkeypatch):
    gone = tmp_path / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()
    assert display_path(tmp_path / "a") == str(tmp_path / "a")
    assert display_path(Path("a")) == "a"
    with pytest.raises(FileError, match="no such file"):
        require_file(Path("a"))
    with pytest.raises(ValueError, match="'a' cannot be reached"):
        inside(Path(), "a")


@given(st.text(max_size=30))
def test_any_name_is_inside_or_refused(tmp_path_factory, name):
    home = tmp_path_factory.getbasetemp()
    try:
        path = inside(home, name)
    except (ValueError, OSError):
        return
    assert path.is_relative_to(home.resolve())


def read_only(*_, **__):
    raise OSError(errno.EROFS, os.strerror(errno.EROFS))


def test_a_read_only_disk_is_told_in_one_line(tmp_path, monkeypatch):
    path = tmp_path / "a.png"
    monkeypatch.setattr(Path, "open", read_only)
    monkeypatch.setattr(Path, "unlink", read_only)
    with pytest.raises(FileError, match=r"a\.png: cannot be written: read-only"):
        write_atomically(path, b"x")


def test_a_folder_that_refuses_is_told_before_any_work(tmp_path, monkeypatch):
    monkeypatch.setattr(os, "access", lambda *_: False)
    with pytest.raises(FileError, match=r"a\.png: the folder .* cannot be written to; choose another folder"):
        require_writable(tmp_path / "a.png")


def test_a_file_is_no_folder_to_write_to(tmp_path):
    (tmp_path / "afile").write_bytes(b"")
    with pytest.raises(FileError, match="is a file, not a folder"):
        require_writable(tmp_path / "afile" / "a.png")
    for name in ("afile", "afile/x"):
        with pytest.raises(FileError, match="a file has the name of this folder"):
            make_folders(tmp_path / name)


def test_folders_are_made_and_the_topmost_new_one_is_told(tmp_path):
    assert make_folders(tmp_path / "a" / "b" / "c") == tmp_path / "a"
    assert make_folders(tmp_path / "a" / "b" / "d") == tmp_path / "a" / "b" / "d"
    assert make_folders(tmp_path / "a" / "b") is None


def test_folders_on_a_read_only_disk(tmp_path, monkeypatch):
    monkeypatch.setattr(Path, "mkdir", read_only)
    with pytest.raises(FileError, match="cannot be written: read-only"):
        make_folders(tmp_path / "x")


def test_a_pipe_is_no_file_and_another_kind_of_file_is_not_what_was_meant(tmp_path):
    os.mkfifo(tmp_path / "f.vtt")
    with pytest.raises(FileError, match="is not a regular file"):
        require_file(tmp_path / "f.vtt")
    (tmp_path / "screen.qml").touch()
    (tmp_path / "talk.srt").touch()
    with pytest.raises(FileError, match="no such file; check the path"):
        require_file(tmp_path / "scenario.yaml")
    with pytest.raises(FileError, match=r"did you mean 'talk\.srt'"):
        require_file(tmp_path / "talk.vtt")
