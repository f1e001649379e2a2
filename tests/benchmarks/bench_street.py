"""How fast the synthetic street is drawn on one core, and how that compares with decoding a film of it.

Part of the table of ``python -m tests.benchmarks``; alone: ``python -m tests.benchmarks.bench_street
[morning|noon|dusk|night]``. Its alternative: PyAV decoding the same frames from an H.264 file (libx264, preset medium,
CRF 20, one thread). A ratio of 2 means that drawing takes twice as long as decoding.
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
from tests.benchmarks.timing import Row, table

FRAMES = 120
START_S = 10.0


def _walk() -> Walk:
    points = [(0.0, 0.0), (0.0, 45.0), (35.0, 45.0), (52.0, 9.0), (90.0, 26.0)]
    return Walk.at_speed(Line.through(np.array(points)), 1.4)


def _long_drive() -> tuple[float, float]:
    """The slowest and the mean picture, s, of a drive at 14 m/s over the place where one stretch follows on another."""
    bends = np.cumsum(np.random.default_rng(4).normal(0, 0.1, 420))
    line = Line.through(np.cumsum(np.column_stack([np.sin(bends), np.cos(bends)]) * 17.0, axis=0))
    street = StreetSource(Walk.at_speed(line, 14.0), car=True)
    spent = []
    for k in range(30 * 28, 30 * 40):  # 392 m to 560 m
        begin = time.process_time()
        street.frame_at(k / 30)
        spent.append(time.process_time() - begin)
    return max(spent[1:]), float(np.mean(spent[1:]))


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


def rows(hour: str = "morning") -> list[Row]:
    """The table's lines."""
    cv2.setNumThreads(1)
    begin = time.perf_counter()
    street = StreetSource(_walk(), time_of_day=hour)
    opened = time.perf_counter() - begin
    spent = []
    for k in range(FRAMES):
        begin = time.process_time()
        street.frame_at(START_S + k / 30)
        spent.append(time.process_time() - begin)
    drawn = float(np.sum(spent[1:])) / (FRAMES - 1)
    slowest, mean = _long_drive()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "street.mp4"
        _encode(path, street)
        begin = time.process_time()
        count = _decode(path)
        decoded = (time.process_time() - begin) / count
    return [
        Row(f"the street drawn at {hour}, a frame", "decoding it from H.264", drawn * 1e3, drawn / decoded),
        Row(f"the street opened at {hour}", "drawing a frame of it", opened * 1e3, opened / drawn),
        Row(f"the street's slowest frame at {hour}", "its mean frame", max(spent[1:]) * 1e3, max(spent[1:]) / drawn),
        Row("the slowest frame of a drive along 7 km", "its mean frame", slowest * 1e3, slowest / mean),
    ]


if __name__ == "__main__":
    sys.stdout.write(table(rows(*sys.argv[1:2])) + "\n")
