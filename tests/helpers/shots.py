"""Screenshots made by hand, so that judging and keeping them is tested without drawing any."""

from dataclasses import replace

import numpy as np

from hud.panel.spec import Element
from hud.regression import Digests, Fingerprint, Shot, digest, screenshot_id

HERE = Fingerprint(
    {
        "renderer": "cpu",
        "qt": "6.12.0",
        "freetype": "2.12.1",
        "fontconfig": "2.14.1",
        "fonts": "74a30ddc2bb9",
        "system": "Linux x86_64",
        "opencv": "5.0.0",
        "numpy": "2.4.6",
        "simd": "AVX2",
    },
    hud="0.1.0",
)
ELSEWHERE = Fingerprint({**HERE.values, "freetype": "2.14.3"}, hud="0.1.0")
OTHER_LIGHT = Fingerprint({**HERE.values, "numpy": "2.5.0"}, hud="0.1.0")


def element(name, text="", box=(10, 10, 60, 20), **more):
    usual = {
        "id": name,
        "kind": "text" if text else "shape",
        "text": text,
        "box": tuple(map(float, box)),
        "room": tuple(map(float, box)),
        "font_px": 20.0 if text else 0.0,
        "colour": "#f4f6f8" if text else "",
        "opacity": 1.0,
        "truncated": False,
        "clipped": False,
    }
    return Element(**(usual | more))


TREE = (
    element("nav", kind="group", box=(8, 8, 104, 30)),
    element("nav.arrow", box=(8, 8, 20, 20)),
    element("nav.distance", "180 m", box=(40, 10, 50, 20)),
    element("clock", "08:12", box=(90, 40, 30, 12)),
)


def codes(seed=1):
    """A panel with a few bright marks on black."""
    rng = np.random.default_rng(seed)
    picture = np.zeros((60, 128, 3), np.uint8)
    picture[10:26, 40:88] = (rng.random((16, 48, 1)) < 0.4) * np.uint8([220, 230, 240])
    return picture


def shot(panel=None, *, right=None, t_s=33.0, device="quark-s1", view=b"street", **more):
    """A screenshot of both eyes; `view` stands for what they see."""
    left = codes() if panel is None else panel
    panels = {"left": left, "right": left if right is None else right}
    light = np.frombuffer(view.ljust(30, b"."), np.uint8)[:30].reshape(2, 5, 3)
    usual = Shot(
        id=screenshot_id(t_s, device, lux=more.get("lux")),
        t_s=t_s,
        device=device,
        lux=None,
        panels=panels,
        digests=Digests(
            {eye: digest(picture) for eye, picture in panels.items()}, dict.fromkeys(panels, digest(light))
        ),
        trees=dict.fromkeys(panels, TREE),
        spoken="",
        conditions={"illuminance_lx": 2000.0, "transmittance": [0.85, 0.85, 0.85], "footage": "street"},
    )
    return replace(usual, **more)
