"""How fast the synthetic street is drawn on one core, and how that compares with decoding a film of it.

Run it by hand: ``python tests/benchmarks/bench_street.py [morning|noon|dusk|night]``. It prints frames a second and
the ratio to its alternative: PyAV decoding the same frames from an H.264 file (libx264, preset medium, CRF 20, one
thread). A ratio of 2 means that drawing takes twice as long as decoding.
"""

import sys
import tempfile
import time
from pathlib import Path

import av
import numpy as np

from hud.cv import cv2
from hud.footage.street import StreetSource
from hud.geo import Line, Walk

FRAMES = 240
START_S = 10.0


def _walk() -> Walk:
    points = [(0.0, 0.0), (0.0, 45.0), (35.0, 45.0), (52.0, 9.0), (90.0, 26.0)]
    return Walk.at_speed(Line.through(np.array(points)), 1.4)


def _encode(path: Path, street: StreetSource) -> None:
    with av.open(str(path), "w") as out:
        stream = out.add_stream("libx264", rate=30, options={"crf": "20", "preset": "medium"})
        stream.width, stream.height = street.size
        stream.pix_fmt = "yuv420p"
        for k in range(FRAMES):
            frame = av.VideoFrame.from_ndarray(street.frame_at(START_S + k / 30).rgb, format="rgb24")
            out.mux(stream.encode(frame))
        out.mux(stream.encode())


def _decode(path: Path) -> int:
    count = 0
    with av.open(str(path)) as film:
        film.streams.video[0].codec_context.thread_count = 1
        for frame in film.decode(video=0):
            frame.to_ndarray(format="rgb24")
            count += 1
    return count


def main() -> None:
    """Measure and print."""
    cv2.setNumThreads(1)
    hour = sys.argv[1] if len(sys.argv) > 1 else "morning"
    begin = time.perf_counter()
    street = StreetSource(_walk(), time_of_day=hour)
    opened = time.perf_counter() - begin
    begin = time.perf_counter()
    StreetSource(_walk(), time_of_day=hour)
    again = time.perf_counter() - begin
    spent = []
    for k in range(FRAMES):
        begin = time.process_time()
        street.frame_at(START_S + k / 30)
        spent.append(time.process_time() - begin)
    drawn = float(np.sum(spent[1:])) / (FRAMES - 1)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "street.mp4"
        _encode(path, street)
        begin = time.process_time()
        count = _decode(path)
        decoded = (time.process_time() - begin) / count
    lines = [
        f"opened: {opened:.2f} s, a second one {again:.2f} s",
        f"drawn: {1 / drawn:.1f} frames/s ({drawn * 1e3:.1f} ms a frame, worst {max(spent[1:]) * 1e3:.0f} ms)",
        f"decoded from H.264: {1 / decoded:.1f} frames/s ({decoded * 1e3:.1f} ms a frame)",
        f"ratio: {drawn / decoded:.2f}",
    ]
    sys.stdout.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
