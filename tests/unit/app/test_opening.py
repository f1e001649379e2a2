import threading

from hud.app.opening import Opener
from hud.errors import UsageError


class Replay:
    """Counts how often it is closed."""

    def __init__(self):
        self.closed = 0

    def close(self):
        self.closed += 1


def opener():
    return Opener(discard=Replay.close)


def test_what_is_made_is_told(qtbot):
    made, replay = opener(), Replay()
    with qtbot.waitSignal(made.opened) as told:
        made.open(lambda: replay)
    assert told.args == [replay]
    made.close(1.0)
    assert replay.closed == 0


def test_an_error_is_told(qtbot):
    made = opener()

    def refuse():
        raise UsageError("no")

    with qtbot.waitSignal(made.failed) as told:
        made.open(refuse)
    assert str(told.args[0]) == "no"


def test_the_newest_wish_alone_is_told_and_the_older_is_discarded(qtbot):
    made, gate, old, new, seen = opener(), threading.Event(), Replay(), Replay(), []
    made.opened.connect(seen.append)
    made.open(lambda: gate.wait(5) and old)
    made.open(lambda: new)
    gate.set()
    qtbot.waitUntil(lambda: seen == [new] and old.closed == 1)
    assert new.closed == 0


def test_what_was_made_but_never_told_is_discarded_at_the_end(qtbot):
    made, replay, done = opener(), Replay(), threading.Event()
    made.open(lambda: done.set() or replay)
    assert done.wait(5)
    # no event loop runs between, so nobody has heard of it
    made.close(1.0)
    assert replay.closed == 1
    qtbot.wait(20)
    assert replay.closed == 1


def test_what_is_made_after_the_end_is_discarded_by_its_thread(qapp):
    made, gate, replay = opener(), threading.Event(), Replay()
    made.open(lambda: gate.wait(5) and replay)
    made.close(0.01)
    assert replay.closed == 0
    gate.set()
    for thread in threading.enumerate():
        if thread.name == "hud-open":
            thread.join(5)
    assert replay.closed == 1
