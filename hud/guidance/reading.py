"""What a reader of route files is asked for, and what it has to tell besides the route."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from hud.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hud.errors import FileError

IMPERIAL_REGIONS = frozenset({"US", "LR", "MM"})

# usual paces that divide one way of going from the next, m/s: nobody walks 11 km/h or rides 29 km/h for long
_SHOWN = 5
_CYCLING_FROM_M_S, _DRIVING_FROM_M_S = 3.0, 8.0


class WishError(UsageError):
    """What was wanted of a file cannot be had; the file itself may be in order.

    Attributes:
        wish: ``choose`` or ``language``.
        besides: What else cannot be had, and what is wrong with the file all the same, where that was met before.
    """

    def __init__(self, wish: Literal["choose", "language"], message: str, *, hint: str) -> None:
        super().__init__(message, hint=hint)
        self.wish = wish
        self.besides: tuple[FileError | WishError, ...] = ()


@dataclass
class Reading:
    """One file being read: the wishes beforehand, the findings afterwards."""

    language: str = ""
    """Wanted, BCP 47: a file's own sentences in another language make way for ours; empty takes what the file has."""
    mode: str = ""
    """Wanted: walking, cycling or driving; empty takes what the file has."""
    choose: int = 0
    """Wanted: which of several routes, counted from 1; 0 leaves it to the reader."""
    chose: bool = False
    """Found: whether the format has several routes to choose from."""
    kept: bool = False
    """Found: sentences of the file's own, in the language that is wanted or in none that is stated."""
    pace_m_s: float = 0.0
    """Found: what is usual for how one goes, where the file says it more closely than ``mode`` does; else 0."""
    format: str = ""
    """Found: ``GraphHopper JSON``."""
    geometry: str = ""
    """Found: ``polyline6``, ``GeoJSON``, ..."""
    title: str = ""
    """Found: what the file calls the way; may be empty."""
    derived: bool = False
    """Found: the file says nothing of turns, they were made from its line."""
    remarks: list[str] = field(default_factory=list)
    """Found: what was understood in a way that one might not expect."""
    dropped: list[str] = field(default_factory=list)
    """Found: what of the file is not used."""

    def own_words(self, stated: str) -> bool:
        """Whether sentences of the file, said to be in a language (or in none), are kept."""
        kept = not self.language or not stated or _primary(self.language) == _primary(stated)
        self.kept = self.kept or kept
        return kept

    def tongue(self, stated: str) -> str:
        """The language to use where the file states one, or none."""
        return self.language or stated

    def pick(self, kind: str, lengths_m: Sequence[float], *, longest: bool = False) -> int:
        """Which of several routes to read; the others are told with their lengths.

        Args:
            kind: What another one is called: ``alternative route``.
            lengths_m: Of each, metres; at least one.
            longest: Take the longest where none is wanted: they are pieces, not alternatives.

        Raises:
            WishError: There is none of the number that is wanted.
        """
        count = len(lengths_m)
        self.chose = True
        if self.choose > count:
            raise WishError(
                "choose",
                f"the file holds {count} route{'s'[: count > 1]}, and none of number {self.choose}",
                hint=f"choose 1 to {count}" if count > 1 else "leave the choice out",
            )
        index = self.choose - 1 if self.choose else max(range(count), key=lambda k: lengths_m[k]) if longest else 0
        others = [
            f"{length / 1000:.1f} km" if length >= 1000 else f"{length:.0f} m"
            for k, length in enumerate(lengths_m)
            if k != index
        ]
        if others:
            shown = ", ".join(others[:_SHOWN]) + (", ..." if len(others) > _SHOWN else "")
            self.dropped.append(f"{len(others)} {kind}{'s'[: len(others) > 1]} ({shown})")
        if others and (longest or self.choose):
            self.remarks.append(f"number {index + 1} of {count} is read")
        return index

    def goes(self, stated: str, distance_m: float = 0.0, duration_s: float = 0.0) -> str:
        """How one goes: as wanted, as stated, or by the pace, which is remarked."""
        if self.mode or stated:
            return self.mode or stated
        if distance_m <= 0 or duration_s <= 0:
            self.remarks.append("it does not say how one goes: walking")
            return "walking"
        pace = distance_m / duration_s
        mode = "walking" if pace < _CYCLING_FROM_M_S else "cycling" if pace < _DRIVING_FROM_M_S else "driving"
        self.remarks.append(f"it does not say how one goes: {mode}, by its pace of {pace:.1f} m/s")
        return mode


def units_of(language: str, mode: str = "") -> str:
    """What distances are said in where nothing but the language tells: ``metric``, ``imperial`` or ``british``.

    Britain's roads are signed in yards and miles; its walking maps are metric.
    """
    if is_british(language) and mode == "driving":
        return "british"
    return "imperial" if _regions(language) & IMPERIAL_REGIONS else "metric"


def is_british(language: str) -> bool:
    """Whether a language is that of Britain, by its region."""
    return "GB" in _regions(language)


def _regions(language: str) -> set[str]:
    return {part.upper() for part in re.split("[-_]", language)[1:]}


def _primary(language: str) -> str:
    return re.split("[-_]", language)[0].lower()
