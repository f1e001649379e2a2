import itertools
import random
import struct
from fractions import Fraction

import av
import numpy as np
import pytest

from hud.errors import FileError
from hud.footage.video import VideoSource
from tests.helpers.clips import number_in, numbered, write_film, write_sound

H264 = {"codec": "libx264", "pix_fmt": "yuv420p"}
VP8 = {"codec": "libvpx", "pix_fmt": "yuv420p", "options": {"auto-alt-ref": "1", "lag-in-frames": "10", "b": "1M"}}
MILLISECONDS, MP4_TICKS, TS_TICKS = Fraction(1, 1000), Fraction(1, 12800), Fraction(1, 90000)

KINDS = {
    "lossless.mkv": {},
    "b-frames.mp4": H264 | {"time_base": MP4_TICKS, "options": {"bf": "3", "b_strategy": "0"}, "gop": 12},
    "open-gop.mkv": H264 | {"options": {"x264-params": "open-gop=1:bframes=4:keyint=10:scenecut=0:b-adapt=0"}},
    "ten-bit.mp4": H264 | {"pix_fmt": "yuv420p10le", "time_base": MP4_TICKS},
    "stream.ts": H264 | {"time_base": TS_TICKS},
    "hidden-frames.webm": VP8,
    "motion.avi": {"codec": "mjpeg", "pix_fmt": "yuvj420p", "time_base": Fraction(1, 30)},
    "program.mpg": {"codec": "mpeg2video", "pix_fmt": "yuv420p", "time_base": Fraction(1, 25), "options": {"bf": "2"}},
    "animation.gif": {"codec": "gif", "pix_fmt": "rgb8", "time_base": Fraction(1, 100)},
}
FRAMES = 40


def uneven(time_base, start_s=0.0):
    """Time stamps with gaps of 20, 40, 60 or 100 ms."""
    rng = random.Random(3)
    stamps = [round(start_s / time_base)]
    while len(stamps) < FRAMES:
        stamps.append(stamps[-1] + rng.choice([1, 2, 3, 5]) * int(Fraction(20, 1000) / time_base))
    return stamps


@pytest.fixture(params=KINDS)
def film(request, tmp_path):
    """A source and the time of each of its frames."""
    options = KINDS[request.param]
    time_base = options.get("time_base", MILLISECONDS)
    even = request.param.endswith((".avi", ".mpg"))
    stamps = list(range(FRAMES)) if even else uneven(time_base)
    source = VideoSource(write_film(tmp_path / request.param, stamps, **options))
    yield source, [float(stamp * time_base) for stamp in stamps]
    source.close()


def test_the_frame_shown_is_the_last_one_begun(film):
    source, times = film
    shown = [number_in(source.frame_at(t_s).rgb) for t_s in times]
    assert shown == list(range(FRAMES))
    between = [(here + after) / 2 for here, after in itertools.pairwise(times)]
    assert [number_in(source.frame_at(t_s).rgb) for t_s in between] == list(range(FRAMES - 1))
    just_before = [t_s - 0.002 for t_s in times[1:]]
    assert [number_in(source.frame_at(t_s).rgb) for t_s in just_before] == list(range(FRAMES - 1))


def test_any_order_gives_the_same_bytes(film):
    source, times = film
    in_order = [source.frame_at(t_s).rgb.tobytes() for t_s in times]
    backwards = [source.frame_at(t_s).rgb.tobytes() for t_s in reversed(times)]
    assert backwards == in_order[::-1]
    shuffled = random.Random(11).sample(range(FRAMES), FRAMES)
    for index in shuffled:
        assert source.frame_at(times[index]).rgb.tobytes() == in_order[index], f"frame {index}"


def test_the_film_lasts_until_its_last_frame_has_been_shown(film):
    source, times = film
    assert times[-1] < source.duration_s < times[-1] + 0.11
    assert number_in(source.frame_at(source.duration_s - 1e-3).rgb) == FRAMES - 1
    assert number_in(source.frame_at(source.duration_s).rgb) == 0
    assert number_in(source.frame_at(5 * source.duration_s + times[7]).rgb) == 7


@pytest.mark.parametrize("fps", [24, Fraction(30000, 1001), 30, 60])
@pytest.mark.parametrize("suffix", [".mkv", ".mp4", ".avi"])
def test_the_time_of_a_frame_shows_that_frame(tmp_path, fps, suffix):
    time_base = MILLISECONDS if suffix == ".mkv" else 1 / Fraction(fps)
    stamps = [round(k / fps / time_base) for k in range(60)]
    codec = "mjpeg" if suffix == ".avi" else "libx264"
    path = tmp_path / f"film{suffix}"
    write_film(path, stamps, codec=codec, pix_fmt="yuvj420p", time_base=time_base, rate=fps)
    source = VideoSource(path)
    assert [number_in(source.frame_at(k / float(fps)).rgb) for k in range(60)] == list(range(60))
    assert source.duration_s == pytest.approx(60 / fps, abs=2e-3)


@pytest.mark.parametrize("start_s", [0.0, 3.2, 90000.0])
def test_time_starts_with_the_first_frame(tmp_path, start_s):
    stamps = uneven(TS_TICKS, start_s)
    source = VideoSource(write_film(tmp_path / "late.ts", stamps, **H264, time_base=TS_TICKS))
    assert number_in(source.frame_at(0.0).rgb) == 0
    assert number_in(source.frame_at(float((stamps[9] - stamps[0]) * TS_TICKS) + 1e-4).rgb) == 9


@pytest.mark.parametrize(
    ("pix_fmt", "size", "tags"),
    [
        ("yuv420p", (64, 48), {}),
        ("yuvj420p", (64, 48), {}),
        ("yuv420p", (1280, 720), {}),
        ("yuv444p10le", (1280, 720), {}),
        ("yuv420p", (64, 48), {"colorspace": "bt709"}),
        ("yuv420p", (1280, 720), {"colorspace": "smpte170m"}),
    ],
)
def test_colours_are_right(tmp_path, pix_fmt, size, tags):
    """A frame made by the standards' formulas: ITU-R BT.601-7 section 2.5, BT.709-6 section 3."""
    patches = {"red": (200, 30, 30), "green": (30, 200, 40), "blue": (30, 40, 200), "white": (255, 255, 255)}
    high_definition = "bt709" in tags.values() or (size[1] >= 720 and not tags)
    kr, kb = (0.2126, 0.0722) if high_definition else (0.299, 0.114)
    bits = 10 if "10" in pix_fmt else 8
    for name, rgb in patches.items():
        red, green, blue = (code / 255 for code in rgb)
        y = kr * red + (1 - kr - kb) * green + kb * blue
        cb, cr = (blue - y) / (2 - 2 * kb), (red - y) / (2 - 2 * kr)
        full = pix_fmt == "yuvj420p"
        codes = [255 * y, 128 + 255 * cb, 128 + 255 * cr] if full else [16 + 219 * y, 128 + 224 * cb, 128 + 224 * cr]
        frame = av.VideoFrame(*size, pix_fmt)
        for plane, code in zip(frame.planes, codes, strict=True):
            wide = np.full(plane.buffer_size // (2 if bits > 8 else 1), round(code * 2 ** (bits - 8)))
            plane.update(wide.astype("<u2" if bits > 8 else np.uint8).tobytes())
        path = tmp_path / f"{name}.mkv"
        with av.open(str(path), "w") as container:
            stream = container.add_stream("libx264", rate=30, options={"crf": "1", **tags})
            stream.width, stream.height, stream.pix_fmt = *size, pix_fmt
            container.mux(stream.encode(frame))
            container.mux(stream.encode(None))
        shown = VideoSource(path).frame_at(0.0).rgb[size[1] // 2, size[0] // 2]
        assert np.abs(shown.astype(int) - rgb).max() <= 2, name


def test_a_lossless_film_is_exact_to_the_bit(tmp_path):
    rng = np.random.default_rng(2)
    pictures = [rng.integers(0, 256, (50, 70, 3), dtype=np.uint8) for _ in range(6)]
    path = tmp_path / "noise.mkv"
    write_film(path, range(0, 240, 40), size=(70, 50), picture=lambda number, _: pictures[number])
    source = VideoSource(path)
    for number, picture in enumerate(pictures):
        assert np.array_equal(source.frame_at(number * 0.04).rgb, picture)


def test_greys_are_neither_lightened_nor_darkened(tmp_path):
    ramp = np.repeat(np.arange(256, dtype=np.uint8)[None, :, None], 64, 0).repeat(3, 2)
    options = H264 | {"options": {"qp": "0"}, "size": (256, 64)}
    path = write_film(tmp_path / "ramp.mkv", [0], **options, picture=lambda *_: ramp)
    shown = VideoSource(path).frame_at(0.0).rgb.astype(int)
    assert np.abs(shown - ramp).max() <= 1
    assert abs((shown - ramp).mean()) < 0.1


# the first two columns of the matrix of ISO/IEC 14496-12, 8.3.2, and where the red quarter at the lower left goes
TURNS = {
    0: ((1, 0), (0, 1), (3, 1)),
    90: ((0, 1), (-1, 0), (1, 1)),
    180: ((-1, 0), (0, -1), (1, 3)),
    270: ((0, -1), (1, 0), (3, 3)),
}


@pytest.mark.parametrize("clockwise", TURNS)
def test_a_phone_held_upright(tmp_path, clockwise):
    (a, b), (c, d), (row, column) = TURNS[clockwise]
    path = write_film(tmp_path / "phone.mp4", range(0, 400, 40), **H264)
    data = bytearray(path.read_bytes())
    matrix = data.index(b"tkhd") + 4 + 40
    data[matrix : matrix + 36] = struct.pack(">9i", a << 16, b << 16, 0, c << 16, d << 16, 0, 0, 0, 1 << 30)
    path.write_bytes(data)
    source = VideoSource(path)
    assert source.size == ((48, 64) if clockwise % 180 else (64, 48))
    rgb = source.frame_at(0.1).rgb
    assert rgb.shape == (source.size[1], source.size[0], 3)
    red = rgb[row * rgb.shape[0] // 4, column * rgb.shape[1] // 4].astype(int)
    assert np.abs(red - (200, 40, 40)).max() < 12


def test_pixels_that_are_not_square_are_made_so(tmp_path):
    path = write_film(tmp_path / "dv.mkv", [0, 40], **H264, aspect=Fraction(4, 3))
    source = VideoSource(path)
    assert source.size == (85, 48)
    assert number_in(source.frame_at(0.04).rgb) == 1


def test_more_than_is_ever_seen_is_reduced(tmp_path):
    path = write_film(tmp_path / "large.mkv", [0, 40], codec="mjpeg", pix_fmt="yuvj420p", size=(3840, 2160))
    source = VideoSource(path)
    assert source.size == (1920, 1080)
    assert number_in(source.frame_at(0.04).rgb) == 1


def test_sound_may_be_longer_than_the_picture(tmp_path):
    path = write_film(tmp_path / "talk.mkv", range(0, 1000, 40), sound_s=3.0)
    assert VideoSource(path).duration_s == pytest.approx(1.0, abs=0.05)


def test_one_frame_makes_a_film(tmp_path):
    source = VideoSource(write_film(tmp_path / "one.mkv", [0]))
    assert source.duration_s > 0
    assert number_in(source.frame_at(12.34).rgb) == 0


def damage(path, start_share, length):
    data = bytearray(path.read_bytes())
    start = int(len(data) * start_share)
    data[start : start + length] = bytes(length)
    path.write_bytes(data)


def test_a_hole_keeps_the_picture_before_it_in_any_order(tmp_path):
    path = write_film(tmp_path / "hole.mkv", range(0, 4000, 40), codec="mjpeg", pix_fmt="yuvj420p")
    damage(path, 0.5, 3000)
    source = VideoSource(path)
    times = [k * 0.04 for k in range(100)]
    in_order = [source.frame_at(t_s).rgb.tobytes() for t_s in times]
    shown = [number_in(source.frame_at(t_s).rgb) for t_s in times]
    assert shown[:20] == list(range(20))
    assert shown[-10:] == list(range(90, 100))
    assert len(set(shown)) < 100
    for index in random.Random(5).sample(range(100), 100):
        assert source.frame_at(times[index]).rgb.tobytes() == in_order[index], f"frame {index}"


def test_a_scratch_spoils_its_own_group_of_pictures_only(tmp_path):
    path = write_film(tmp_path / "scratch.mp4", range(0, 4000, 40), **H264, gop=10)
    damage(path, 0.5, 20)
    source = VideoSource(path)
    for index in random.Random(5).sample(range(100), 100):
        shown = number_in(source.frame_at(index * 0.04).rgb)
        if index < 20 or index >= 90:
            assert shown == index


@pytest.mark.parametrize("name", ["lossless.mkv", "b-frames.mp4", "hidden-frames.webm"])
@pytest.mark.parametrize("share", [0.1, 0.5, 0.85])
def test_a_file_cut_off(tmp_path, name, share):
    options = KINDS[name] | ({"container_options": {"movflags": "faststart"}} if name.endswith(".mp4") else {})
    time_base = options.get("time_base", MILLISECONDS)

    def noisy(number, size):
        noise = np.random.default_rng(number).integers(0, 60, (size[1], size[0], 3), dtype=np.uint8)
        return numbered(number, size) // 2 + noise

    path = write_film(tmp_path / name, uneven(time_base), **options, picture=noisy)
    data = path.read_bytes()
    path.write_bytes(data[: int(len(data) * share)])
    with pytest.raises(FileError, match=f"{name}: .*cut off"):
        VideoSource(path)


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        ("empty.mp4", b"", r"empty\.mp4: is empty; the copy"),
        ("notes.txt", b"this is not a film\n" * 50, r"notes\.txt: is not a video or a picture that can be read"),
        ("random.mp4", bytes(range(256)) * 64, r"random\.mp4: is not a video"),
        # playlists would make FFmpeg open what they name
        ("list.m3u8", b"#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n#EXT-X-ENDLIST\n", "is not a video"),
        ("list.ffconcat", b"ffconcat version 1.0\nfile film.mkv\n", "is not a video"),
    ],
)
def test_what_is_no_film(tmp_path, name, data, message):
    write_film(tmp_path / "film.mkv", [0, 40])
    (tmp_path / name).write_bytes(data)
    with pytest.raises(FileError, match=message):
        VideoSource(tmp_path / name)


def test_sound_alone(tmp_path):
    with pytest.raises(FileError, match=r"voice\.wav: has sound but no picture; choose a video"):
        VideoSource(write_sound(tmp_path / "voice.wav"))


def test_a_stream_without_time_stamps_says_how_to_mend_it(tmp_path):
    with pytest.raises(FileError, match="no frames with time stamps; put it into a container: ffmpeg"):
        VideoSource(write_film(tmp_path / "raw.h264", range(10), **H264, time_base=Fraction(1, 30)))


def test_a_name_that_is_not_ascii(tmp_path):
    source = VideoSource(write_film(tmp_path / "散歩 ä#%.mkv", [0, 40]))
    assert source.name == "散歩 ä#%.mkv"
    assert number_in(source.frame_at(0.04).rgb) == 1


def test_a_closed_film_says_so(tmp_path):
    source = VideoSource(write_film(tmp_path / "film.mkv", [0, 40]))
    source.close()
    with pytest.raises(ValueError, match=r"film\.mkv is closed"):
        source.frame_at(0.0)
