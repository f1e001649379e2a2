"""Small films and pictures for the tests, each frame's number written into its pixels."""

from fractions import Fraction
from pathlib import Path

import av
import numpy as np

WIDTH, HEIGHT = 64, 48


def numbered(number: int, size=(WIDTH, HEIGHT)):
    """A picture whose 8 upper blocks, black or white, spell a number in binary."""
    rgb = np.full((size[1], size[0], 3), 96, np.uint8)
    block = size[0] // 8
    for bit in range(8):
        rgb[: size[1] // 2, bit * block : (bit + 1) * block] = 255 if number >> bit & 1 else 0
    rgb[size[1] // 2 :, : size[0] // 2] = (200, 40, 40)
    return rgb


def number_in(rgb) -> int:
    block = rgb.shape[1] // 8
    bits = [int(rgb[rgb.shape[0] // 4, bit * block + block // 2, 1]) > 128 for bit in range(8)]
    return sum(1 << bit for bit, lit in enumerate(bits) if lit)


def write_film(
    path: Path,
    pts,
    *,
    codec="ffv1",
    pix_fmt="bgr0",
    time_base=Fraction(1, 1000),
    options=None,
    size=(WIDTH, HEIGHT),
    gop=8,
    aspect=None,
    sound_s=0.0,
    picture=numbered,
    container_options=None,
    rate=30,
):
    """A film with one frame per time stamp; frame k spells k."""
    with av.open(str(path), "w", options=container_options or {}) as container:
        stream = container.add_stream(codec, rate=rate, options=options or {})
        stream.width, stream.height, stream.pix_fmt = *size, pix_fmt
        stream.codec_context.time_base = time_base
        stream.time_base = time_base
        stream.codec_context.gop_size = gop
        if aspect:
            stream.codec_context.sample_aspect_ratio = aspect
        sound = container.add_stream("pcm_s16le" if path.suffix == ".mkv" else "aac", rate=8000) if sound_s else None
        for number, stamp in enumerate(pts):
            frame = av.VideoFrame.from_ndarray(picture(number, size), format="rgb24")
            frame.pts, frame.time_base = stamp, time_base
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
        if sound:
            _silence(container, sound, sound_s)
    return path


def write_sound(path: Path, seconds=1.0):
    with av.open(str(path), "w") as container:
        _silence(container, container.add_stream("pcm_s16le", rate=8000), seconds)
    return path


def _silence(container, stream, seconds):
    frame = av.AudioFrame.from_ndarray(np.zeros((1, int(8000 * seconds)), np.int16), format="s16", layout="mono")
    frame.sample_rate, frame.pts = 8000, 0
    container.mux(stream.encode(frame))
    container.mux(stream.encode(None))
