"""A route and the journey along it are often one file, and a scenario may name a journey with every new route."""

from hud.guidance import gpx, gpx_kept


def text(points):
    return f"<gpx><trk><trkseg>{points}</trkseg></trk></gpx>"


def test_one_text_is_parsed_once_where_that_is_wanted_and_forgotten_after(monkeypatch):
    parsed = []
    parse = gpx._parsed
    monkeypatch.setattr(gpx, "_parsed", lambda *args: parsed.append(args[0]) or parse(*args))
    one, other = text('<trkpt lat="1" lon="2"/>'), text('<trkpt lat="3" lon="4"/>')
    with gpx_kept():
        for each in (one, other, one):
            gpx.parse_gpx(each, "a.gpx")
        with gpx_kept():
            gpx.parse_gpx(other, "a.gpx")
    assert parsed == [one, other]
    gpx.parse_gpx(one, "a.gpx")
    gpx.parse_gpx(one, "a.gpx")
    assert parsed == [one, other, one, one]
