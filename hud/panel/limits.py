"""What a screen may take of the machine."""

from __future__ import annotations

import math
import os
import sys
from dataclasses import dataclass
from pathlib import Path

TIME_LIMIT_S = 2.0
"""How long a screen may compute in one go before it is interrupted."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What one frame of a screen may take."""

    engine_s: float = TIME_LIMIT_S
    """In one go of the engine, which can be interrupted: the fault has a place then."""
    frame_s: float = math.inf
    """All of it, Qt's own work included; enforced by ending the process."""
    memory_bytes: int = sys.maxsize
    """More than before the frame; interrupted like `engine_s`, and enforced by ending the process a little later."""


IN_PROCESS = Limits()
CONFINED = Limits(engine_s=0.4, frame_s=0.75, memory_bytes=256 * 2**20)
"""Of `hud.panel.worker`: a fault is told before two seconds are over."""
WATCH_S = 0.02


def resident_bytes() -> int:
    """Memory that this process has touched; 0 where the system does not tell."""
    return _pages(1)


def data_bytes() -> int:
    """Memory that this process may write to, touched or not: what RLIMIT_DATA counts. 0 where nobody tells."""
    return _pages(5)


def limit_data(most: int) -> None:
    """Let this process write to so many bytes and no more; fewer where the system allows it fewer."""
    import resource  # where a process is limited, and nowhere else

    _, allowed = resource.getrlimit(resource.RLIMIT_DATA)
    if allowed != resource.RLIM_INFINITY:
        most = min(most, allowed)
    # What the system allows at most stays: only root may ask for more.
    resource.setrlimit(resource.RLIMIT_DATA, (most, allowed))


def _pages(field: int) -> int:
    try:
        return int(Path("/proc/self/statm").read_text("ascii").split()[field]) * _PAGE
    except (OSError, ValueError):
        return 0


_PAGE = os.sysconf("SC_PAGE_SIZE") if hasattr(os, "sysconf") else 4096
