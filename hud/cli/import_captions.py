"""``hud import captions``: a scenario from subtitles, in one language or two."""

from __future__ import annotations

from typing import Annotated

import typer

from hud.cli import imported
from hud.cli.imported import DEFAULT_DEVICE, FilesArgument, FolderOption, ForceOption, GlassesOption, NameOption
from hud.cli.options import JsonOption


def add_to(app: typer.Typer) -> None:
    """Register the command."""
    app.command("captions")(captions)


def captions(
    files: FilesArgument,
    output: FolderOption,
    name: NameOption = "",
    source: Annotated[
        str,
        typer.Option("--from", metavar="LANG", help="The language spoken: zh, en-GB. Else told if evident."),
    ] = "",
    target: Annotated[str, typer.Option("--to", metavar="LANG", help="The language it is translated into.")] = "",
    encoding: Annotated[
        str, typer.Option("--encoding", metavar="NAME", help="Of files older than UTF-8: windows-1252, gb18030, ...")
    ] = "",
    device: GlassesOption = DEFAULT_DEVICE,
    as_json: JsonOption = False,
    force: ForceOption = False,
) -> None:
    """Make a scenario from captions: one file, one with two languages, or what is said and its translation.

    Reads WebVTT, SubRip, ASS and SSA, and TTML (DFXP, IMSC, EBU-TT-D); which it is, the content says. The language is
    told by the file, by its name (talk.en.vtt), or by a script that only one language has.

    Example: hud import captions talk.zh.vtt talk.en.vtt -o tea

    Example: hud import captions film.srt -o film --from fr --encoding windows-1252
    """
    from hud.importing import CaptionWishes, import_captions

    wishes = CaptionWishes(
        name=name,
        device=device,
        source=imported.parse_language(source, "--from"),
        target=imported.parse_language(target, "--to"),
        encoding=encoding,
    )
    imported.report(import_captions(files, output, wishes, force=force), as_json=as_json)
