"""The command ``hud``, and ``python -m hud``."""

from hud.cli.main import main

if __name__ == "__main__":
    main()
