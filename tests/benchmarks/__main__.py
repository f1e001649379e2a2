"""``python -m tests.benchmarks [compare|compose|street|gl|record|start|test ...]``: every ratio in one table and run.

Figures of different machines do not compare, ratios nearly do.
"""

from __future__ import annotations

import os
import platform
import sys
from importlib.metadata import version
from pathlib import Path

from hud.cv import cv2
from tests.benchmarks import bench_compare, bench_compose, bench_gl, bench_record, bench_start, bench_street, bench_test
from tests.benchmarks.timing import Company, table

BENCHMARKS = {
    "compare": bench_compare.rows,
    "compose": bench_compose.rows,
    "gl": bench_gl.rows,
    "record": bench_record.rows,
    "start": bench_start.rows,
    "street": bench_street.rows,
    "test": bench_test.rows,
}


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


def main(wanted: list[str]) -> None:
    """Measure and print."""
    cv2.setNumThreads(1)  # one core, so that the ratios are those of the work
    unknown = [name for name in wanted if name not in BENCHMARKS]
    if unknown:
        sys.exit(f"unknown benchmark {unknown[0]}; there are: {', '.join(BENCHMARKS)}")
    company = Company()
    rows = [row for name in wanted or BENCHMARKS for row in BENCHMARKS[name]()]
    sys.stdout.write(f"{machine()}\n{company.said()}; one core unless a row says otherwise\n{table(rows)}\n")


if __name__ == "__main__":
    main(sys.argv[1:])
