"""``python -m hud.regression.worker``: does tasks, a line of JSON each, and answers each with one line.

A process of its own for each core, for each fresh drawing, and on other machines. It ends when nobody asks any more.
"""

from __future__ import annotations

import os
import sys

from pydantic import TypeAdapter

from hud.regression.working import Done, Footage, Task, work

TASK: TypeAdapter[Task] = TypeAdapter(Task)
DONE: TypeAdapter[Done] = TypeAdapter(Done)


def main() -> None:
    """Answer until the input ends."""
    from hud.cv import cv2

    # the answers have the pipe to themselves: whatever else prints does so on stderr
    with os.fdopen(os.dup(1), "wb") as answers, Footage() as footage:
        os.dup2(2, 1)
        # as many processes as cores is the caller's choice; one that takes them all is in the way of the others
        cv2.setNumThreads(1)
        for line in sys.stdin.buffer:
            done = work(TASK.validate_json(line), footage)
            answers.write(DONE.dump_json(done) + b"\n")
            answers.flush()


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        os._exit(130)
