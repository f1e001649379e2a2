"""What is there when it is asked for: names that come with their modules, and mappings that are made then."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from functools import cached_property
from importlib import import_module
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

V = TypeVar("V")


class Later(Mapping[str, V]):
    """A mapping that is made when somebody first looks into it, of what stays as it is until then."""

    def __init__(self, make: Callable[[], Mapping[str, V]]) -> None:
        """Keep what makes it; nothing is made yet."""
        self._make = make

    @cached_property
    def _made(self) -> Mapping[str, V]:
        return self._make()

    def __getitem__(self, key: str) -> V:
        return self._made[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._made)

    def __len__(self) -> int:
        return len(self._made)

    def __repr__(self) -> str:
        return repr(self._made)


def lazily(package: str, **homes: str) -> tuple[Callable[[str], object], Callable[[], list[str]]]:
    """A package's ``__getattr__`` and ``__dir__`` (PEP 562): a command loads what it needs, no more.

    The package itself imports the names where types are checked, so that tools know them.

    Args:
        package: Its name.
        homes: By module of the package, the names in it, with spaces between.

    Returns:
        Both functions.
    """
    known = {name: module for module, names in homes.items() for name in names.split()}

    def get(name: str) -> object:
        if name not in known:
            raise AttributeError(f"module {package!r} has no attribute {name!r}", name=name, obj=sys.modules[package])
        found = getattr(import_module(f"{package}.{known[name]}"), name)
        # asked once: from here on it is an attribute like any other
        setattr(sys.modules[package], name, found)
        return found

    return get, lambda: sorted({*vars(sys.modules[package]), *known})
