"""Tasks on the workers of a Dask cluster, which share no disk with us: files go there, pictures come back.

The engine decides who draws what and gives the work of a worker that is lost to another. A task is a function of what
it is sent, so that drawing it twice is drawing it once.
"""

from __future__ import annotations

import os
import re
import tempfile
import time
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hud.device import load_device
from hud.errors import FacilityError, FileError, HudError, UsageError
from hud.files import display_path, files_noted, make_folders, write_error
from hud.regression.processes import work_fresh
from hud.regression.sources import SHIPPED, way_from
from hud.regression.worker import DONE, TASK
from hud.regression.working import Done, Task, failed_job
from hud.resources import asset_path
from hud.version import __version__

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

MAX_BYTES = 256 * 2**20
"""Of a scenario's folder."""
RETRIES = 3
CONNECT_S = 15
WORKERS_S = 60
LOOK_S = 2.0
ALONE_S = 60.0
"""So long without a worker, and nobody will come back."""
_LEFT_OUT = {"node_modules", "__pycache__", "out"}


@dataclass(frozen=True)
class Parcel:
    """The files that a task needs."""

    scenario: Mapping[str, bytes]
    """Everything in its folder, by the way to it from there."""
    baselines: Mapping[str, bytes]
    device: Mapping[str, bytes]
    """Of a profile of one's own, by absolute path, and those it extends."""


@dataclass(frozen=True)
class Answer:
    """What comes back."""

    done: bytes
    """`Done` as JSON."""
    files: Mapping[str, bytes]
    """Of the run's folder."""
    hud: str


@contextmanager
def dask_executor(address: str) -> Iterator[Callable[[Sequence[Task]], Iterator[tuple[Task, Done]]]]:
    """Connect to a cluster.

    Args:
        address: ``dask://host:port`` of its scheduler.

    Yields:
        What `hud.regression.running.run` takes as its executor.

    Raises:
        UsageError: No such address.
        FacilityError: The package is not installed, nobody answers, or there are no workers.
    """
    match = re.fullmatch(r"dask://([\w.\-\[\]:]{1,255}):(\d{1,5})/?", address.strip())
    if not match:
        raise UsageError(f"--executor {address[:60]}: not an address", hint="write it as dask://host:8786")
    try:
        from distributed import Client
    except ImportError:
        raise FacilityError("Dask is not installed", hint="install hud-emulator with the extra [distributed]") from None
    try:
        client = Client(f"tcp://{match[1]}:{match[2]}", timeout=CONNECT_S, set_as_default=False)
    except (OSError, ValueError) as error:
        hint = "start one with: dask scheduler"
        raise FacilityError(f"no Dask scheduler answers at {match[1]}:{match[2]}", hint=hint) from error
    try:
        try:
            client.wait_for_workers(1, timeout=WORKERS_S)
        except TimeoutError:
            hint = f"start some with: dask worker tcp://{match[1]}:{match[2]}"
            raise FacilityError("the Dask scheduler has no workers", hint=hint) from None
        yield lambda tasks: _sent(client, tasks)
    finally:
        client.close()


def _sent(client: Any, tasks: Sequence[Task]) -> Iterator[tuple[Task, Done]]:  # noqa: ANN401 - of an optional package
    parcels: dict[tuple[str, ...], Any] = {}
    waiting: dict[Any, Task] = {}
    for task in tasks:
        batch = task.batch
        key = (batch.file, batch.baselines, batch.device)
        if key not in parcels:
            # a task of its own, so that a worker that dies with the files costs nothing: they are made anew
            parcels[key] = client.submit(_handed_on, parcel_of(task), pure=False)
        waiting[client.submit(work_there, TASK.dump_json(task), parcels[key], pure=False, retries=RETRIES)] = task
    for future in _as_done(client, list(waiting)):
        task = waiting[future]
        if future.status == "finished":
            yield task, _received(task, future.result())
        elif future.status == "cancelled":
            raise _scheduler_gone()
        else:
            error = future.exception()
            if isinstance(error, ImportError):
                raise FacilityError(f"a Dask worker lacks something: {error}", hint="install hud-emulator there")
            words = f"Dask's workers could not draw it: {type(error).__name__}: {error}".splitlines()[0]
            yield task, Done(tuple(failed_job(task.batch, moment, words) for moment in task.batch.moments))


def _as_done(client: Any, futures: Sequence[Any]) -> Iterator[Any]:  # noqa: ANN401 - as above
    """Each as it is done; not for ever, where every worker is gone."""
    left, alone_since = list(futures), float("inf")
    looked = time.monotonic()
    while left:
        done = [future for future in left if future.done()]
        yield from done
        left = [future for future in left if future not in done]
        if done or time.monotonic() - looked < LOOK_S:
            time.sleep(0 if done else 0.02)
            continue
        looked = time.monotonic()
        try:
            workers, gone = len(client.nthreads()), False
        except OSError:
            # the client cancels what it had asked for once it gives the scheduler up
            workers, gone = 0, True
        alone_since = float("inf") if workers else min(alone_since, looked)
        if looked - alone_since >= ALONE_S:
            if gone:
                raise _scheduler_gone()
            hint = "start some, and run hud test again"
            raise FacilityError(f"no Dask worker is left; {len(left)} tasks were waiting for one", hint=hint)


def _scheduler_gone() -> FacilityError:
    return FacilityError("the Dask scheduler went away during the run", hint="start it, and run hud test again")


def _handed_on(parcel: Parcel) -> Parcel:
    return parcel


def work_there(data: bytes, parcel: Parcel) -> Answer:
    """Do a task on a worker: unpack, draw in a process of its own, pack what it made."""
    task = TASK.validate_json(data)
    try:
        return _work_there(task, parcel)
    except HudError as error:
        # what an error of ours says travels; the object does not
        jobs = tuple(failed_job(task.batch, moment, error.message) for moment in task.batch.moments)
        return Answer(DONE.dump_json(Done(jobs)), {}, __version__)


def _work_there(task: Task, parcel: Parcel) -> Answer:
    with tempfile.TemporaryDirectory(prefix="hud-task-") as name:
        home = Path(name).resolve()
        folder = home / "scenario" / Path(task.batch.file).parent.name
        _unpacked(folder, parcel.scenario)
        _unpacked(home / "baselines", parcel.baselines)
        device = task.batch.device
        for path, content in parcel.device.items():
            _unpacked(home / "device", {Path(path).relative_to("/").as_posix(): content})
        if device in parcel.device:
            device = str(home / "device" / Path(device).relative_to("/"))
        batch = replace(
            task.batch,
            file=str(folder / Path(task.batch.file).name),
            baselines=str(home / "baselines"),
            device=_moved(device, str(Path(task.batch.file).parent), str(folder)),
        )
        out = home / "out"
        done = work_fresh(replace(task, batch=batch, folder=str(out) if task.folder else ""))
        done = _as_sent(done, home, folder, task)
        return Answer(DONE.dump_json(done), _packed(out), __version__)


def _as_sent(done: Done, home: Path, folder: Path, task: Task) -> Done:
    """With the files named as they were where the task came from."""
    origin = str(Path(task.batch.file).parent)
    sources = {}
    for path, known in done.sources.items():
        if not path.startswith(SHIPPED):
            path = _moved(_moved(path, str(folder), origin), str(home / "device"), "")
        sources[path] = known
    jobs = []
    for job in done.jobs:
        expectations = []
        for one in job.expectations:
            written = (home / "out" / one.file).resolve() if one.file else Path()
            file = _moved(str(written), str(folder), origin) if one.file else ""
            expectations.append(replace(one, file=file))
        jobs.append(replace(job, expectations=tuple(expectations)))
    return replace(done, jobs=tuple(jobs), sources=sources)


def _received(task: Task, answer: Answer) -> Done:
    """What came back, with its pictures in the run's folder."""
    if answer.hud != __version__:
        hint = "install the same version on the workers"
        raise FacilityError(f"a Dask worker has hud {answer.hud}, and this is {__version__}", hint=hint)
    done = DONE.validate_json(answer.done)
    if not task.folder:
        return done
    folder = Path(task.folder)
    _unpacked(folder, answer.files)
    jobs = []
    for job in done.jobs:
        found = [replace(one, file=way_from(folder, Path(one.file)) if one.file else "") for one in job.expectations]
        jobs.append(replace(job, expectations=tuple(found)))
    return replace(done, jobs=tuple(jobs))


def parcel_of(task: Task) -> Parcel:
    """The files of a task.

    Raises:
        FileError: They are more than can be sent, or one cannot be read.
    """
    home = Path(task.batch.file).parent
    baselines = Path(task.batch.baselines)
    devices: dict[str, bytes] = {}
    if task.batch.device.endswith((".yaml", ".yml")) and not Path(task.batch.device).is_relative_to(home):
        with files_noted() as stamps:
            load_device(task.batch.device)
        shipped = asset_path().resolve()
        paths = {str(Path(path).resolve()): path for path in stamps if not Path(path).resolve().is_relative_to(shipped)}
        devices = {path: Path(path).read_bytes() for path in paths}
    return Parcel(_packed(home, without=baselines), _packed(baselines), devices)


def _packed(folder: Path, *, without: Path | None = None) -> dict[str, bytes]:
    found: dict[str, bytes] = {}
    total = 0
    for place, folders, names in os.walk(folder):
        own = Path(place)
        folders[:] = [n for n in folders if n not in _LEFT_OUT and not n.startswith(".") and own / n != without]
        for name in names:
            path = own / name
            try:
                total += path.stat().st_size
                if total > MAX_BYTES:
                    hint = "make its footage shorter, or use --shard on machines that have it"
                    raise FileError(display_path(folder), f"is more than {MAX_BYTES >> 20} MB to send", hint=hint)
                found[path.relative_to(folder).as_posix()] = path.read_bytes()
            except OSError as error:
                reason = (error.strerror or str(error)).lower()
                raise FileError(display_path(path), f"cannot be read: {reason}") from error
    return found


def _unpacked(folder: Path, files: Mapping[str, bytes]) -> None:
    make_folders(folder)
    for name, content in files.items():
        path = folder / name
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        except OSError as error:
            raise write_error(path, error) from error


def _moved(path: str, old: str, new: str) -> str:
    """A path below one folder as it is below another."""
    return f"{new}{path[len(old) :]}" if path == old or path.startswith(old + os.sep) else path
