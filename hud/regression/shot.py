"""A screenshot of now: what was drawn, in the form in which it is judged and approved."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Mapping  # noqa: TC003 - pydantic reads the annotations of Digests
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from hud.regression.comparing import digest

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy as np
    from numpy.typing import NDArray

    from hud.panel import Element
    from hud.pipeline import StereoFrame

Condition = str | float | int | list[float]

_NOT_CONDITIONS = re.compile(r"device_digest|version_.*|fonts_sha256|platform|scenario|t_s|device|spoken")
_MAX_NAME_BYTES = 80


@dataclass(frozen=True, slots=True)
class Digests:
    """SHA-256 of each picture of a moment, by `hud.regression.digest`."""

    panels: Mapping[str, str]
    """Of the HUD layer, by eye; empty for glasses without a display."""
    composites: Mapping[str, str]
    """Of what each eye sees, for a monitor; by eye."""
    probes: Mapping[str, str] = field(default_factory=dict)
    """Of what each eye sees of a panel that never changes, by eye; see `hud.regression.probe`. Empty where unknown."""


@dataclass(frozen=True, slots=True, eq=False)
class Shot:
    """One moment on one device in one light, as drawn now."""

    id: str
    """As `screenshot_id` makes it; unique in a scenario."""
    t_s: float
    device: str
    lux: float | None
    """Illuminance in lx where it was set for the test; None where it is the scenario's own."""
    panels: Mapping[str, NDArray[np.uint8]]
    """HUD layers, (H, W, 3) uint8 sRGB codes, by eye."""
    digests: Digests
    trees: Mapping[str, tuple[Element, ...]]
    """Elements by eye: where something has a depth, each eye has it in another place."""
    spoken: str
    """What glasses without a display are saying."""
    conditions: Mapping[str, Condition]
    """What the light at the eye rests on: illuminance, transmittance, peak luminance and so on; no versions."""
    probing: Callable[[], Mapping[str, str]] | None = None
    """Makes `Digests.probes`, where they are not there yet."""

    @classmethod
    def of(
        cls,
        frame: StereoFrame,
        *,
        name: str = "",
        lux: float | None = None,
        probing: Callable[[], Mapping[str, str]] | None = None,
    ) -> Shot:
        """A frame as a screenshot.

        Args:
            frame: From `hud.pipeline`.
            name: What the scenario calls it; its time where it has no name.
            lux: The illuminance that the test set, in lx.
            probing: From `hud.regression.probe.prober`; without it, nothing is known of the light around a mask.
        """
        device = str(frame.metadata["device"])
        panels = {str(eye): panel.codes for eye, panel in frame.panels.items()}
        # both eyes are one array where no element has a depth of its own
        once = {id(codes): codes for codes in panels.values()}
        known = {key: digest(codes) for key, codes in once.items()}
        return cls(
            id=screenshot_id(frame.t_s, device, lux=lux, name=name),
            t_s=frame.t_s,
            device=device,
            lux=lux,
            panels=panels,
            digests=Digests(
                {eye: known[id(codes)] for eye, codes in panels.items()},
                {"left": digest(frame.left.rgb), "right": digest(frame.right.rgb)},
            ),
            trees={str(eye): panel.elements for eye, panel in frame.panels.items()},
            spoken="" if frame.spoken is None else frame.spoken.text.encode("utf-8", "replace").decode(),
            conditions={
                key: value
                for key, value in frame.metadata.items()
                if not _NOT_CONDITIONS.fullmatch(key) and not (isinstance(value, float) and not math.isfinite(value))
            },
            probing=probing,
        )

    @property
    def probed(self) -> Digests:
        """`digests` with the probes, which are made now."""
        if self.digests.probes or self.probing is None:
            return self.digests
        return replace(self.digests, probes=self.probing())


def screenshot_id(t_s: float, device: str, *, lux: float | None = None, name: str = "") -> str:
    """What a screenshot is called: ``33s-even-g2``, ``turn-left-even-g2-500lx``.

    Args:
        t_s: Seconds; to the microsecond.
        device: Its id.
        lux: Illuminance, where the test set it.
        name: Instead of the time.
    """
    light = "" if lux is None else f"-{_number(lux)}lx"
    return f"{picture_stem(t_s, device, name=name)}{light}"


def picture_stem(t_s: float, device: str, *, name: str = "") -> str:
    """The part of an id that a HUD layer depends on: it is the same in every light."""
    return f"{plain_name(name) or f'{_number(t_s)}s'}-{plain_name(device)}"


def _number(value: float) -> str:
    text = f"{value:.6f}".rstrip("0").rstrip(".")
    return text or "0"


def plain_name(text: str) -> str:
    """A name that every file system takes."""
    plain = re.sub(r"[^\w.-]+", "-", unicodedata.normalize("NFC", text)).strip("-.")
    return plain.encode()[:_MAX_NAME_BYTES].decode(errors="ignore")
