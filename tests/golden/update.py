"""``python -m tests.golden.update``: draw every golden anew. Look at what git shows before committing it."""

from __future__ import annotations

from hud.recorder import save_picture
from tests.golden import pieces
from tests.golden.stills import FOLDER, panels, stills


def main() -> None:
    """Write the pictures, and remove those that no still names."""
    FOLDER.mkdir(exist_ok=True)
    wanted = {FOLDER / f"{still.id}.png": still for still in stills()}
    for path in set(FOLDER.glob("*.png")) - set(wanted):
        path.unlink()
    for path, still in wanted.items():
        save_picture(panels(still), path, metadata={})
    for example in pieces.examples():
        save_picture(pieces.picture(example), example.with_suffix(".png"), metadata={})
    print(f"{len(wanted)} goldens in {FOLDER}")  # noqa: T201 - a tool run by hand


if __name__ == "__main__":
    main()
