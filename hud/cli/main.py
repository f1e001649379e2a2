"""The command ``hud``: its parts, and the one place where an error becomes words and an exit code."""

from __future__ import annotations

import gc
import os
import re
import signal
import sys
import traceback
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from hud.cli import (
    approve,
    check,
    compare,
    demo,
    devices,
    doctor,
    importing,
    merge,
    new,
    prune,
    record,
    render,
    review,
    run,
    scenarios,
    schema,
    test,
)
from hud.errors import FileError, HudError, Problems

if TYPE_CHECKING:
    from collections.abc import Iterator

app = typer.Typer(
    name="hud",
    help="What each eye sees through see-through smart glasses: over footage, on a virtual clock, in absolute light.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)

MAX_SHOWN = 50
_debug = False


def _version(value: bool) -> None:
    if value:
        import hud

        typer.echo(f"hud {hud.__version__}")
        raise typer.Exit


@app.callback()
def _root(
    debug: Annotated[bool, typer.Option("--debug", help="Show the traceback of an error.")] = False,
    version: Annotated[  # noqa: ARG001 - typer reads it, the callback acts
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    global _debug
    _debug = debug


for module in (
    run,
    render,
    record,
    test,
    approve,
    review,
    merge,
    prune,
    compare,
    new,
    check,
    importing,
    devices,
    scenarios,
    schema,
    demo,
    doctor,
):
    module.add_to(app)


def main() -> None:
    """Run the command line and exit.

    Exit codes: 0 fine, 1 what was checked falls short, 2 wrong usage or unreadable input, 3 a facility is missing;
    `hud test` has its own.
    """
    # a file of 100,000 values makes as many objects that stay; looking through them every 700 takes half of the time
    gc.set_threshold(10_000, 20, 20)
    # to be told to end is to be interrupted: what is half-written goes, as with Ctrl-C
    before = signal.signal(signal.SIGTERM, _terminate)
    try:
        code = app(prog_name="hud", standalone_mode=False)
        # flushing here, so that a closed pipe is met inside the try
        sys.stdout.flush()
    except HudError as error:
        _show(error)
        code = error.exit_code
    except typer.Abort:
        code = 130
    except KeyboardInterrupt:
        code = 130
    except _Terminated:
        code = 143
    except BrokenPipeError:
        # the reader of a pipe left (hud devices | head -1); nothing to tell anybody
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = 0
    except Exception as error:
        code = _unexpected(error)
    finally:
        signal.signal(signal.SIGTERM, before)
    sys.exit(code if isinstance(code, int) else 0)


class _Terminated(BaseException):
    """SIGTERM; not an Exception, so that nothing on the way takes it for a fault."""


def _terminate(*_: object) -> NoReturn:
    raise _Terminated


def _unexpected(error: Exception) -> int:
    # click's own errors know how to show themselves and carry an exit code
    show, code = getattr(error, "show", None), getattr(error, "exit_code", None)
    if callable(show) and isinstance(code, int):
        show()
        return code
    if isinstance(error, MemoryError):
        sys.stderr.write("hud: out of memory; try a smaller --size\n")
        return 3
    if _debug:
        traceback.print_exception(error)
    first = (str(error).strip().splitlines() or ["no message"])[0]
    if isinstance(error, ImportError) and re.search(r"\.so(\.\d+)*: ", first):
        # what a package of ours is linked with: the loader's own words name the library
        sys.stderr.write(
            f"hud: a system library cannot be loaded ({first}); it is missing or broken, on Debian: "
            "apt-get install --reinstall libegl1 libgl1 libopengl0 libfontconfig1 libxkbcommon0 libdbus-1-3\n"
        )
        return 3
    sys.stderr.write(
        f"hud: internal error: {type(error).__name__}: {first}; this is a fault of the program, "
        "please report it with the output of 'hud --debug ...'\n"
    )
    return 2


def _show(error: HudError) -> None:
    for line in _lines(error):
        sys.stderr.write(line + "\n")
    if _debug:
        traceback.print_exception(error)


def _lines(error: HudError) -> Iterator[str]:
    if isinstance(error, Problems):
        for single in error.errors[:MAX_SHOWN]:
            yield from _lines(single)
        if len(error.errors) > MAX_SHOWN:
            yield f"... and {len(error.errors) - MAX_SHOWN} more"
    elif isinstance(error, FileError):
        yield str(error)
        if drawing := error.drawing():
            yield drawing
    else:
        yield f"hud: {error}"
