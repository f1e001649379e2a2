"""Worker processes on this machine: asked one task at a time, replaced where one dies, and nothing lost with it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections import deque
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from queue import SimpleQueue
from typing import TYPE_CHECKING

from hud.regression.worker import DONE, TASK
from hud.regression.working import Done, Task, failed_job

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

TRIES = 2
_HOME = Path(__file__).resolve().parents[2]


class DiedError(Exception):
    """A process that ended in the middle of a task; says how."""


class Worker:
    """A process that does tasks."""

    def __init__(self) -> None:
        """Start it; it is ready when the first task is answered."""
        way = os.pathsep.join(filter(None, (str(_HOME), os.environ.get("PYTHONPATH", ""))))
        self._process = subprocess.Popen(
            [sys.executable, "-m", "hud.regression.worker"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": way},
        )

    @property
    def pid(self) -> int:
        """Of the process."""
        return self._process.pid

    def ask(self, task: Task) -> Done:
        """Have a task done.

        Raises:
            DiedError: The process ended.
        """
        pipe, answers = self._process.stdin, self._process.stdout
        assert pipe is not None
        assert answers is not None
        with suppress(BrokenPipeError):
            pipe.write(TASK.dump_json(task) + b"\n")
            pipe.flush()
            line = answers.readline()
            if line.endswith(b"\n"):
                return DONE.validate_json(line)
        raise DiedError(how_it_ended(self._process.wait()))

    def close(self) -> None:
        """End it."""
        self._process.kill()
        # nothing of ours is in the pipe any more, and what is left is for nobody
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                with suppress(OSError):
                    pipe.close()
        self._process.wait()

    def __enter__(self) -> Worker:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def how_it_ended(code: int) -> str:
    """``was ended by SIGKILL``, ``ended with code 1``."""
    if code >= 0:
        return f"ended with code {code}"
    try:
        return f"was ended by {signal.Signals(-code).name}"
    except ValueError:
        return f"was ended by signal {-code}"


def work_fresh(task: Task) -> Done:
    """Do a task in a process that has done nothing before; as `work_safely` where it dies."""
    return work_safely(task, Worker)


def work_safely(task: Task, worker: Callable[[], Worker]) -> Done:
    """Do a task in a fresh process; one that dies is tried again, and then moment by moment.

    So a moment that kills whoever draws it is told as an error, and the others of its task are done.
    """
    for _ in range(TRIES):
        with worker() as one:
            try:
                return one.ask(task)
            except DiedError as error:
                how = str(error)
    return _in_parts(task, how, lambda part: work_safely(part, worker))


class Waiting:
    """Tasks that nobody has taken.

    Who asks is given the rest of the scenario it has open, for a street takes a second to build; then the longest that
    nobody has begun, so that no long one is left for the end; then a part of the longest that somebody has.
    """

    def __init__(self, tasks: Sequence[Task]) -> None:
        """All of them."""
        self._lock = threading.Lock()
        self._left: dict[str, deque[Task]] = {}
        for task in tasks:
            self._left.setdefault(task.batch.file, deque()).append(task)
        self._begun: set[str] = set()

    def take(self, own: str) -> Task | None:
        """The next one for somebody who has a scenario's file open; None where none is left."""
        with self._lock:
            if own not in self._left:
                fresh = [file for file in self._left if file not in self._begun]
                own = max(fresh or self._left, key=self._moments, default="")
            if own not in self._left:
                return None
            self._begun.add(own)
            tasks = self._left[own]
            task = tasks.popleft()
            if not tasks:
                del self._left[own]
            return task

    def clear(self) -> None:
        """Nobody is to begin any more."""
        with self._lock:
            self._left.clear()

    def _moments(self, file: str) -> int:
        return sum(len(task.batch.moments) for task in self._left[file])


class Pool:
    """So many worker processes."""

    def __init__(self, count: int) -> None:
        """Start none: a process is started when there is something for it to do."""
        self._count = count
        self._own = threading.local()
        self._all: list[Worker] = []
        self._lock = threading.Lock()
        self._closed = False

    @property
    def pids(self) -> list[int]:
        """Of the processes that were started."""
        with self._lock:
            return [worker.pid for worker in self._all]

    def each(self, tasks: Sequence[Task]) -> Iterator[tuple[Task, Done]]:
        """Do them all; gives each with what came of it as it is done."""
        waiting = Waiting(tasks)
        found: SimpleQueue[tuple[Task, Done] | BaseException] = SimpleQueue()

        def work() -> None:
            own = ""
            try:
                while (task := waiting.take(own)) is not None:
                    own = task.batch.file
                    found.put((task, self._do(task)))
            except BaseException as error:
                found.put(error)

        self._closed = False
        for number in range(min(self._count, len(tasks))):
            threading.Thread(target=work, name=f"worker-{number}", daemon=True).start()
        try:
            for _ in tasks:
                done = found.get()
                if isinstance(done, BaseException):
                    raise done
                yield done
        finally:
            waiting.clear()
            self.close()

    def close(self) -> None:
        """End every process."""
        with self._lock:
            self._closed = True
            for worker in self._all:
                worker.close()
            self._all.clear()

    def _do(self, task: Task) -> Done:
        for _ in range(TRIES):
            try:
                return self._worker().ask(task)
            except DiedError as error:
                how = str(error)
                self._own.worker = None
        return _in_parts(task, how, self._do)

    def _worker(self) -> Worker:
        worker: Worker | None = getattr(self._own, "worker", None)
        if worker is None:
            with self._lock:
                if self._closed:
                    raise DiedError("was not needed any more")
                worker = self._own.worker = Worker()
                self._all.append(worker)
        return worker


def _in_parts(task: Task, how: str, do: Callable[[Task], Done]) -> Done:
    batch = task.batch
    if len(batch.moments) == 1:
        return Done((failed_job(batch, batch.moments[0], f"the process that drew it {how}, {TRIES} times"),))
    return joined([do(replace(task, batch=replace(batch, moments=(moment,)))) for moment in batch.moments])


def joined(parts: Sequence[Done]) -> Done:
    """What came of several tasks as of one."""
    return Done(
        jobs=tuple(job for part in parts for job in part.jobs),
        trees={key: tree for part in parts for key, tree in part.trees.items()},
        environments={key: values for part in parts for key, values in part.environments.items()},
        sources={key: value for part in parts for key, value in part.sources.items()},
        alarm=next((part.alarm for part in parts if part.alarm is not None), None),
        digests={key: value for part in parts for key, value in part.digests.items()},
    )


def fresh(tasks: Sequence[Task], count: int) -> Iterator[tuple[Task, Done]]:
    """Do each task in a process that has done nothing before, so many at a time."""
    with ThreadPoolExecutor(count, thread_name_prefix="fresh") as threads:
        waiting = {threads.submit(work_fresh, task): task for task in tasks}
        for future in as_completed(waiting):
            yield waiting[future], future.result()
