"""Names of a package that come with its modules when first asked for: a command loads what it needs, no more."""

from __future__ import annotations

import sys
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


def lazily(package: str, **homes: str) -> tuple[Callable[[str], object], Callable[[], list[str]]]:
    """A package's ``__getattr__`` and ``__dir__`` (PEP 562).

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
