"""The page: one template, style, script and type put together; nothing of a run can become code in it."""

from __future__ import annotations

import base64
import hashlib
import html
import json
import re
from functools import cache
from typing import TYPE_CHECKING, Any

from hud.files import make_folders, write_atomically
from hud.regression.outcome import FOLDER, REPORT, read_results
from hud.regression.report.content import content
from hud.regression.report.pictures import Beside, Embedded
from hud.resources import asset_path

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from hud.regression.outcome import RunResults

_SCRIPTS = ("base", "decisions", "causes", "loupe", "stage", "strip", "main")
_MARK = re.compile(r"\{\{(\w+)\}\}")


def write_report(folder: Path = FOLDER, results: RunResults | None = None) -> Path:
    """Write ``report.html`` into a run's folder, whole or not at all.

    Args:
        folder: Of the run.
        results: What it found; read from the folder when left out.

    Returns:
        The file.

    Raises:
        FileError: There are no results, or the file cannot be written.
    """
    results = read_results(folder) if results is None else results
    make_folders(folder)
    path = folder / REPORT
    write_atomically(path, report_page(results, folder).encode("utf-8", "replace"))
    return path


def report_page(results: RunResults, folder: Path, *, live: Mapping[str, Any] | None = None) -> str:
    """The report as HTML.

    Args:
        results: Of the run.
        folder: Of the run, where its pictures lie.
        live: What a page that is served has more; its pictures are then asked for one by one. None for a file.
    """
    embedded = Embedded(folder)
    data = content(results, Beside(folder) if live is not None else embedded, Beside(folder))
    if embedded.left_beside:
        data["notes"].append(
            f"{embedded.left_beside} pictures are not in this file but beside it; send the whole folder to show them"
        )
    data["live"] = None if live is None else dict(live)
    data["output"] = "" if folder == FOLDER else folder.as_posix()
    style, script = _style(), _script()
    parts = {
        "title": html.escape(_title(data)),
        "policy": html.escape(_policy(style, script, live=live is not None)),
        "style": style,
        "script": script,
        "data": _inert(json.dumps(data, ensure_ascii=False, allow_nan=False, separators=(",", ":"))),
        "pictures": "".join(
            f'<script type="text/plain" id="picture-{number}">{uri}</script>\n'
            for number, uri in enumerate(embedded.uris)
        ),
    }
    template = asset_path("report/report.html").read_text("utf-8")
    # in one pass: what is put in is never searched for marks
    return _MARK.sub(lambda match: parts[match[1]], template)


def _title(data: Mapping[str, Any]) -> str:
    failing = sum(kind["count"] for kind in data["kinds"] if kind["kind"] not in data["passing"])
    return f"{failing} to look at - HUD screenshots" if failing else "All well - HUD screenshots"


def _inert(text: str) -> str:
    """JSON that no HTML parser finds the end of a script or a comment in."""
    return text.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e")


def _policy(style: str, script: str, *, live: bool) -> str:
    """Nothing runs, loads or is sent but what the page brought itself."""
    own = "'self'" if live else "'none'"
    return "; ".join(
        (
            "default-src 'none'",
            f"script-src '{_hash(script)}'",
            f"style-src '{_hash(style)}'",
            "img-src 'self' data:" if live else "img-src data: file: 'self'",
            "font-src data:",
            f"connect-src {own}",
            "base-uri 'none'",
            "form-action 'none'",
        )
    )


def _hash(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


@cache
def _style() -> str:
    faces = [
        f"@font-face {{ font-family: 'Hud Sans'; font-weight: {weight}; "
        f"src: url(data:font/woff2;base64,{base64.b64encode(asset_path(f'report/{name}').read_bytes()).decode()}); }}\n"
        for weight, name in ((400, "HudSans-Regular.woff2"), (600, "HudSans-SemiBold.woff2"))
    ]
    return "\n" + "".join(faces) + asset_path("report/report.css").read_text("utf-8")


@cache
def _script() -> str:
    parts = [asset_path(f"report/{name}.js").read_text("utf-8") for name in _SCRIPTS]
    return '\n"use strict";\n(() => {\n' + "\n".join(parts) + "})();\n"
