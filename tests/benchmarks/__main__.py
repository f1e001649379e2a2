"""``python -m tests.benchmarks [compose|street ...]``: every ratio in one table."""

import platform
import sys

from hud.cv import cv2
from tests.benchmarks import bench_compose, bench_street
from tests.benchmarks.timing import table

BENCHMARKS = {"compose": bench_compose.rows, "street": bench_street.rows}


def main() -> None:
    """Measure and print."""
    cv2.setNumThreads(1)  # one core, so that the ratios are those of the work
    wanted = sys.argv[1:] or list(BENCHMARKS)
    unknown = [name for name in wanted if name not in BENCHMARKS]
    if unknown:
        sys.exit(f"unknown benchmark {unknown[0]}; there are: {', '.join(BENCHMARKS)}")
    rows = [row for name in wanted for row in BENCHMARKS[name]()]
    sys.stdout.write(f"{platform.machine()}, {platform.system()}, Python {platform.python_version()}, one core\n")
    sys.stdout.write(table(rows) + "\n")


if __name__ == "__main__":
    main()
