"""Files of every kind, bent at random: a route, cues, or one clear error, and never anything else."""

import json
import math
import random

import pytest

from hud.errors import HudError, Problems
from hud.guidance import read_route
from hud.resources import scenarios_path
from hud.speech import CaptionTrack, captions_at, parse_captions
from tests.fuzz.mutations import mutated
from tests.helpers.routes import gpx, osrm, place
from tests.helpers.services import graphhopper, openroute
from tests.unit.guidance.test_valhalla import valhalla
from tests.unit.speech.test_ass import HEAD, event

CORNERS = [(0, 0), (0, 100), (60, 100), (60, 150)]
LINE = {"type": "Feature", "geometry": {"type": "LineString", "coordinates": [place(*at) for at in CORNERS]}}
ROUTES = [
    json.dumps(document).encode()
    for document in (osrm(CORNERS), valhalla(), graphhopper(heights=True), openroute(), openroute(geojson=True), LINE)
]
ROUTES.append(gpx([(t, 0, 2 * t) for t in range(40)]).encode())
ROUTES.append(scenarios_path("navigation/night-ride/route.osrm.json").read_bytes())
TTML = b'<tt xml:lang="es"><body><div begin="1s"><p begin="0.5s" end="2s">a</p>'
TTML += b'<p begin="00:00:01:10" dur="2s">a <span begin="1s">b</span></p></div></body></tt>'
CAPTIONS = [
    TTML,
    (HEAD + event("{\\p1}m 0 0{\\p0}Sit\\NHere", name="Lin") * 3).encode(),
    scenarios_path("translation/tea-house/talk.zh.vtt").read_bytes(),
    b"WEBVTT\n\n00:01.000 --> 00:04.000\na<00:02.000> b<00:03.000> c\n\n00:04.000 --> 00:05.000\na b c\nANA: d\n\n" * 3,
    (HEAD + event("{\\k50}so {\\kf30}it{\\k9} is") * 2).encode(),
    b"1\r\n00:00:01,000 --> 00:00:02,000\r\n<i>Hello</i>\r\n\r\n" * 3,
]


def played(text, path, forgiving):
    file = parse_captions(text, path, forgiving=forgiving)
    assert all(cue.start_s < cue.end_s < math.inf for cue in file.cues)
    track = CaptionTrack(file.cues[:50], "zh", file.cues[1:40], "en", 0.5, partial="words", recognition_s=0.3)
    times = [captions_at(track, cue.end_s) for cue in file.cues[:5]]
    assert all(state is None or len(state.lines) <= 2 for state in times)


@pytest.mark.parametrize("count", [400, pytest.param(12_000, marks=pytest.mark.slow)])
def test_a_bent_file_is_read_or_refused_in_one_line(tmp_path, count):
    rng = random.Random(count)
    path = tmp_path / "bent.file"
    read, told = 0, []
    for _ in range(count):
        if rng.random() < 0.7:
            path.write_bytes(mutated(rng.choice(ROUTES), rng))
            attempt = lambda: read_route(path, language=rng.choice(["", "de", "ja", "en-GB"]))  # noqa: E731
        else:
            text = mutated(rng.choice(CAPTIONS), rng).decode("utf-8", "replace").replace("\r", "")
            forgiving = rng.random() < 0.5
            attempt = lambda text=text, forgiving=forgiving: played(text, path, forgiving)  # noqa: E731
        try:
            attempt()
            read += 1
        except Problems as problems:
            told += map(str, problems.errors)
        except HudError as error:
            told.append(str(error))
    assert [text for text in told if "\n" in text] == []
    assert count / 20 < read < count, "the changes are too mild, or too wild, to say anything"
