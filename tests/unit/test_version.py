import tomllib
from pathlib import Path

import hud

PROJECT = Path(__file__).parents[2] / "pyproject.toml"


def test_the_package_and_its_metadata_are_of_one_version():
    assert tomllib.loads(PROJECT.read_text("utf-8"))["project"]["version"] == hud.__version__
