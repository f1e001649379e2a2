"""People as quiet figures: a coat, a stance, no face."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from hud.footage.street.canvas import Colour, scaled

if TYPE_CHECKING:
    from hud.footage.street.canvas import Figure


@dataclass(frozen=True, slots=True)
class Person:
    """How one figure looks."""

    coat: Colour
    legs: Colour
    hair: Colour
    tall: float
    """Height over 1.74 m."""
    skirted: bool
    bag: Colour | None
    scarf: Colour | None


PEOPLE: tuple[Person, ...] = (
    Person((62, 76, 100), (70, 68, 70), (72, 54, 42), 1.02, False, None, (176, 92, 70)),
    Person((186, 150, 108), (74, 70, 72), (104, 74, 48), 0.95, True, (122, 70, 52), None),
    Person((104, 112, 98), (60, 62, 70), (52, 46, 42), 1.0, False, (82, 66, 54), None),
    Person((164, 84, 70), (66, 64, 68), (148, 118, 80), 0.94, True, None, (228, 216, 196)),
    Person((88, 90, 96), (56, 58, 64), (168, 164, 158), 0.98, False, None, (122, 138, 150)),
    Person((222, 212, 192), (92, 86, 82), (64, 48, 40), 0.96, True, (66, 84, 90), None),
)
_SKIN: Colour = (206, 164, 138)


def draw_person(figure: Figure, person: Person) -> None:
    """Draw into a figure 0.96 m wide; the feet stand at its lower edge."""
    k = person.tall
    middle = 0.48

    def points(*pairs: tuple[float, float]) -> list[tuple[float, float]]:
        return [(middle + x, y * k) for x, y in pairs]

    shoe = (54, 46, 42)
    for side in (-1, 1):
        figure.shape(
            points((side * 0.02, 0.86), (side * 0.16, 0.86), (side * 0.12, 0.06), (side * 0.045, 0.06)),
            person.legs if side < 0 else scaled(person.legs, 0.82),
        )
        figure.shape(points((side * 0.03, 0.0), (side * 0.17, 0.0), (side * 0.13, 0.09), (side * 0.04, 0.09)), shoe)
    hem = 0.58 if person.skirted else 0.8
    flare = 0.25 if person.skirted else 0.2
    coat = person.coat
    figure.shape(
        points(
            (-0.05, 1.5),
            (0.05, 1.5),
            (0.2, 1.42),
            (0.225, 1.3),
            (0.175, 1.06),
            (flare, hem),
            (-flare, hem),
            (-0.175, 1.06),
            (-0.225, 1.3),
            (-0.2, 1.42),
        ),
        coat,
    )
    # the side away from the sky's brighter half
    figure.shape(
        points((0.06, 1.48), (0.2, 1.42), (0.225, 1.3), (0.175, 1.06), (flare, hem), (0.07, hem)), scaled(coat, 0.8)
    )
    figure.shape(points((-0.012, 1.4), (0.012, 1.4), (0.015, hem), (-0.015, hem)), scaled(coat, 0.7))
    for side in (-1, 1):
        tone = scaled(coat, 0.92 if side < 0 else 0.7)
        figure.shape(
            points(
                (side * 0.16, 1.43),
                (side * 0.235, 1.38),
                (side * 0.285, 1.06),
                (side * 0.27, 0.8),
                (side * 0.21, 0.8),
                (side * 0.2, 1.08),
            ),
            tone,
        )
        figure.blob(middle + side * 0.24, 0.765 * k, 0.038, 0.05, scaled(_SKIN, 1.0 if side < 0 else 0.84))
    if person.bag is not None:
        figure.stroke(points((-0.16, 1.44), (0.2, 0.98)), scaled(person.bag, 0.8), 0.022)
        figure.shape(points((0.14, 0.72), (0.36, 0.72), (0.35, 0.98), (0.15, 0.98)), person.bag)
        figure.shape(points((0.14, 0.88), (0.36, 0.88), (0.35, 0.98), (0.15, 0.98)), scaled(person.bag, 0.84))
    figure.shape(points((-0.045, 1.46), (0.045, 1.46), (0.042, 1.58), (-0.042, 1.58)), scaled(_SKIN, 0.82))
    figure.blob(middle, 1.64 * k, 0.088, 0.115, _SKIN)
    figure.blob(middle + 0.03, 1.63 * k, 0.062, 0.1, scaled(_SKIN, 0.88))
    figure.blob(middle, 1.705 * k, 0.096, 0.075, person.hair)
    if person.skirted:
        figure.shape(points((-0.1, 1.7), (-0.04, 1.7), (-0.055, 1.46), (-0.115, 1.48)), person.hair)
        figure.shape(points((0.04, 1.7), (0.1, 1.7), (0.115, 1.48), (0.055, 1.46)), scaled(person.hair, 0.85))
    if person.scarf is not None:
        figure.shape(points((-0.09, 1.42), (0.09, 1.42), (0.1, 1.52), (-0.1, 1.52)), person.scarf)
        figure.shape(points((0.01, 1.2), (0.07, 1.2), (0.08, 1.46), (0.0, 1.46)), scaled(person.scarf, 0.88))
