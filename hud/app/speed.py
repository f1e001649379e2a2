"""How fast the window goes, in figures that can be read."""

from __future__ import annotations

import time
from collections import deque


class Speed:
    """Frames of the last second, and how long each took to make."""

    def __init__(self) -> None:
        """Nothing yet."""
        self._frames: deque[tuple[float, float]] = deque(maxlen=240)

    def restart(self) -> None:
        """Forget what was: playing has begun or ended."""
        self._frames.clear()

    def add(self, took_s: float) -> None:
        """One frame was made."""
        self._frames.append((time.monotonic(), took_s))

    def text(self, *, playing: bool) -> str:
        """``6.2 ms   60 fps``; without frames to count, empty."""
        now = time.monotonic()
        recent = [frame for frame in self._frames if now - frame[0] <= 1.0]
        if not playing or len(recent) < 2:
            return ""
        took_ms = 1000 * sum(took for _, took in recent) / len(recent)
        span_s = recent[-1][0] - recent[0][0]
        fps = (len(recent) - 1) / span_s if span_s > 0 else 0.0
        return f"{took_ms:.1f} ms a frame   {fps:.0f} fps"
