"""What a command loads: as little as it needs, so that it starts at once."""

import subprocess
import sys
from importlib import import_module

import pytest

PACKAGES = ("hud", "hud.device", "hud.guidance", "hud.panel", "hud.scenario", "hud.speech")
HEAVY = ("PySide6", "cv2", "av", "numpy", "pydantic", "yaml", "rich")


@pytest.mark.parametrize("package", PACKAGES)
def test_a_package_has_all_that_it_says(package):
    module = import_module(package)
    assert set(module.__all__) <= set(dir(module))
    for name in module.__all__:
        # a function, not the module of that name
        assert type(getattr(module, name)) is not type(module), name
    with pytest.raises(AttributeError, match="no_such"):
        _ = module.no_such


@pytest.mark.parametrize(
    ("first", "never"),
    [
        ("import hud.cli.main", HEAVY),
        ("import hud.panel.process.keeper", HEAVY),
        ("from hud.panel import check_screen", ("PySide6", "cv2", "av", "pydantic")),
        ("from hud.scenario import load_scenario", ("PySide6", "cv2", "av")),
        ("import hud.panel.worker", ("pydantic", "yaml", "av", "rich")),
    ],
)
def test_what_is_not_needed_is_not_loaded(first, never):
    program = f"{first}; import sys; print(*[name for name in {never!r} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""
