import os
import subprocess
import sys
from pathlib import Path

import pytest

import hud

NAMES = ("QT_QPA_PLATFORM_PLUGIN_PATH", "QT_QPA_FONTDIR", "LD_LIBRARY_PATH")
SHOW = "import os; print([os.environ.get(name) for name in " + repr(NAMES) + "])"


def environment_after(code: str, **given: str) -> str:
    environment = {key: value for key, value in os.environ.items() if key not in NAMES} | given
    done = subprocess.run(
        [sys.executable, "-c", f"{code}; {SHOW}"],
        env=environment,
        cwd=Path(hud.__path__[0]).parent,
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    )
    return done.stdout.strip()


@pytest.mark.parametrize("code", ["import hud.cv", "import cv2; import hud.cv"])
def test_nothing_of_opencv_stays_in_the_environment(code):
    assert environment_after(code) == "[None, None, None]"


def test_what_the_user_set_is_kept():
    given = {name: f"/mine/{name.lower()}" for name in NAMES}
    assert environment_after("import hud.cv", **given) == str(list(given.values()))
