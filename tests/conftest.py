"""One application object serves every test of a process, and a plain one could not carry the window's widgets."""

import os

os.environ["QT_QPA_PLATFORM"] = "offscreen"

# The programs that tests start read these: what a CI or a terminal says of itself must not decide what a test sees.
for _name in [name for name in os.environ if name.startswith(("CI", "GITHUB_", "FORCE_COLOR", "NO_COLOR", "COLUMNS"))]:
    del os.environ[_name]


def pytest_collection_finish(session):
    if any("qapp" in getattr(item, "fixturenames", ()) for item in session.items):
        from PySide6.QtWidgets import QApplication

        from hud.panel.runtime import prepare_environment

        if QApplication.instance() is None:
            prepare_environment()
            session.config.hud_application = QApplication(["hud"])
