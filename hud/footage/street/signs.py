"""Road signs, drawn flat."""

from __future__ import annotations

from hud.footage.street.canvas import Figure

_POST = (120, 124, 126)
_BACK = (108, 112, 114)
_RED = (186, 40, 40)
_WHITE = (240, 240, 236)
_BLACK = (34, 34, 38)


def signs() -> dict[str, Figure]:
    """All of them by name; each also as its back, named ``...-back``."""
    return {
        "giveway": _give_way(),
        "giveway-back": _give_way(back=True),
        "chevrons-r": _chevrons(1.0),
        "chevrons-l": _chevrons(-1.0),
        "chevrons-r-back": _chevrons(0.0),
        "chevrons-l-back": _chevrons(0.0),
    }


def _give_way(*, back: bool = False) -> Figure:
    """A triangle that stands on its point."""
    figure = Figure(1.0, 2.9, 110, _BACK if back else _RED)
    figure.bar(0.47, 0.0, 0.53, 2.8, _POST)
    outer = [(0.05, 2.82), (0.95, 2.82), (0.5, 2.04)]
    if back:
        figure.shape(outer, _BACK)
        figure.bar(0.47, 0.0, 0.53, 2.74, _POST)
        return figure
    figure.shape(outer, _RED)
    figure.shape([(0.21, 2.73), (0.79, 2.73), (0.5, 2.225)], _WHITE)
    return figure


def _chevrons(way: float) -> Figure:
    """A board of three chevrons that point the way round; 0 is its back."""
    wide, low, high = 2.0, 0.35, 0.97
    figure = Figure(wide, 1.05, 110, _BLACK if way else _BACK)
    for x in (0.4, 1.54):
        figure.bar(x, 0.0, x + 0.06, low + 0.1, _POST)
    figure.bar(0.04, low, wide - 0.04, high, _WHITE if way else _BACK)
    if not way:
        return figure
    figure.bar(0.07, low + 0.03, wide - 0.07, high - 0.03, _BLACK)
    middle, tall = (low + high) / 2, (high - low) / 2 - 0.07
    for k in range(3):
        tip = wide / 2 + way * (-0.62 + 0.62 * k + 0.28)
        for sign in (1.0, -1.0):
            figure.shape(
                [
                    (tip, middle),
                    (tip - way * 0.26, middle),
                    (tip - way * 0.5, middle + sign * tall),
                    (tip - way * 0.24, middle + sign * tall),
                ],
                _WHITE,
            )
    return figure
