"""``python -m tests.benchmarks [NAME ...]``: run every ``bench_*.py`` here, or those named, and print one table.

Each runs in a process of its own, so that none warms up or slows down another. It has a ``main`` that prints what it
measured, a line for each: ``what: figure``. Figures of different machines do not compare, ratios nearly do.
"""

from __future__ import annotations

import os
import platform
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

from rich.console import Console
from rich.table import Table

FOLDER = Path(__file__).parent


def machine() -> str:
    """The processor, how many of it, system and versions."""
    name = platform.processor() or platform.machine()
    try:
        for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                name = line.partition(":")[2].strip()
                break
    except OSError:
        pass
    packages = ", ".join(f"{package} {version(package)}" for package in ("numpy", "opencv-python", "av"))
    return f"{os.cpu_count()} x {name}; {platform.system()}, Python {platform.python_version()}, {packages}"


def run(path: Path) -> tuple[list[tuple[str, str]], str]:
    """What one benchmark printed, as rows of what and figure, and its error where it failed."""
    done = subprocess.run(
        [sys.executable, path], cwd=FOLDER.parents[1], env=_environment(), capture_output=True, text=True
    )
    rows = [(what, figure.strip()) for what, _, figure in (line.partition(":") for line in done.stdout.splitlines())]
    error = ""
    if done.returncode:
        error = (done.stderr.strip().splitlines() or [f"exit code {done.returncode}"])[-1]
    elif not rows:
        error = "measured nothing"
    return rows, error


def _environment() -> dict[str, str]:
    root = str(FOLDER.parents[1])
    before = os.environ.get("PYTHONPATH")
    return os.environ | {
        "PYTHONPATH": f"{root}{os.pathsep}{before}" if before else root,
        "QT_QPA_PLATFORM": "offscreen",
    }


def main(names: list[str], *, folder: Path = FOLDER, console: Console | None = None) -> int:
    """Print the table.

    Args:
        names: Which: ``street``; all of them when empty.
        folder: Where they are.
        console: Where to.

    Returns:
        1 where one failed or there is none, else 0.
    """
    console = console or Console()
    paths = {path.stem.removeprefix("bench_"): path for path in sorted(folder.glob("bench_*.py"))}
    unknown = [name for name in names if name not in paths]
    if unknown or not paths:
        console.print(f"no benchmark {' '.join(unknown)}; there are: {', '.join(paths) or 'none'}")
        return 1
    table = Table("benchmark", "what", "figure")
    failed = False
    for name in names or paths:
        with console.status(f"measuring {name}"):
            rows, error = run(paths[name])
        failed |= bool(error)
        for n, (what, figure) in enumerate([*rows, ("FAILED", error)] if error else rows):
            table.add_row("" if n else name, what, figure)
        table.add_section()
    console.print(table)
    console.print(machine(), highlight=False)
    return int(failed)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
