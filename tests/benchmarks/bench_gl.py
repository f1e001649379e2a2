"""How fast the OpenGL renderer is against the reference, in one run.

Run it by hand: ``python tests/benchmarks/bench_gl.py``. A ratio below 1 means that OpenGL is faster; on a software
driver it never is, for that draws on the same processor and without the reference's short cuts.
"""

import statistics
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

if __package__ in (None, ""):
    sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from hud.device import load_device
from hud.environment import Environment
from hud.errors import FacilityError
from hud.optics import CpuRenderer, Renderer, View
from hud.optics.choice import require_gl
from tests.helpers.opengl import busy_panel, street_like

DEVICES = ("generic-microoled", "quark-s1")
SIZES = ((640, 360), (1280, 720), (1920, 1080))
FRAMES = 7


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table: both eyes, every frame with a panel that is new."""

    device: str
    size_px: tuple[int, int]
    cpu_ms: float
    gl_ms: float
    driver: str

    @property
    def ratio(self) -> float:
        """OpenGL's time over the reference's."""
        return self.gl_ms / self.cpu_ms


def gl_against_cpu(
    devices: tuple[str, ...] = DEVICES, sizes: tuple[tuple[int, int], ...] = SIZES, frames: int = FRAMES
) -> Iterator[Row]:
    """Measure, turn and turn about, medians of several frames after one to warm up.

    Raises:
        FacilityError: There is no OpenGL here.
    """
    gl, cpu = require_gl(), CpuRenderer()
    for name in devices:
        for size in sizes:
            spent: dict[str, list[float]] = {"cpu": [], "gl": []}
            for n in range(frames + 1):
                for renderer in (cpu, gl):
                    seconds = _seconds(renderer, name, size, seed=n)
                    if n:
                        spent[renderer.name].append(seconds)
            medians = {which: 1000 * statistics.median(times) for which, times in spent.items()}
            yield Row(name, size, medians["cpu"], medians["gl"], gl.driver)
    gl.close()


def _seconds(renderer: Renderer, name: str, size: tuple[int, int], *, seed: int) -> float:
    device = load_device(name)
    panels = dict.fromkeys(device.eyes, busy_panel(device, seed))
    backdrop = street_like((1280, 720))
    begin = time.perf_counter()
    renderer.compose(panels, backdrop, device=device, environment=Environment(500.0), view=View(size))
    return time.perf_counter() - begin


def main() -> int:
    """Measure and print."""
    try:
        sys.stdout.write(f"{'glasses':18} {'each eye':>10} {'CPU ms':>8} {'GL ms':>8} {'GL/CPU':>7}\n")
        for row in gl_against_cpu():
            size = f"{row.size_px[0]}x{row.size_px[1]}"
            times = f"{row.cpu_ms:8.1f} {row.gl_ms:8.1f} {row.ratio:7.2f}"
            sys.stdout.write(f"{row.device:18} {size:>10} {times}  {row.driver}\n")
    except FacilityError as error:
        sys.stdout.write(f"OpenGL: {error}\n")
        return error.exit_code
    return 0


if __name__ == "__main__":
    sys.exit(main())
