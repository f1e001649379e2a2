"""One application object serves every test of a process, and a plain one could not carry the window's widgets."""

import os
import signal

os.environ["QT_QPA_PLATFORM"] = "offscreen"

# The programs that tests start read these: what a CI or a terminal says of itself must not decide what a test sees.
for _name in [name for name in os.environ if name.startswith(("CI", "GITHUB_", "FORCE_COLOR", "NO_COLOR", "COLUMNS"))]:
    del os.environ[_name]


# A shell that starts something beside itself has it ignore Ctrl-C, and so has every program that it starts.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_collection_finish(session):
    if any("qapp" in getattr(item, "fixturenames", ()) for item in session.items):
        from PySide6.QtWidgets import QApplication

        from hud.panel.runtime import prepare_environment

        if QApplication.instance() is None:
            prepare_environment()
            session.config.hud_application = QApplication(["hud"])
