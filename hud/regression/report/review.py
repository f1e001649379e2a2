"""The report on a server of its own, with buttons that approve at once.

A baseline is what a team trusts, so nobody but the person at this machine, through the page that was opened, may change
one: the server listens on the loopback address alone, every address has a random part, a request that names another
host (a rebound name) or comes from another page is refused, and no file is given but the pictures of the run.
"""

from __future__ import annotations

import hmac
import json
import secrets
import threading
from dataclasses import replace
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any, Literal, cast
from urllib.parse import unquote

from hud.errors import FacilityError, HudError, UsageError
from hud.files import inside, read_bytes
from hud.regression.approving import approve_jobs
from hud.regression.lock import locked
from hud.regression.outcome import BUSY, FOLDER, read_results, write_results
from hud.regression.png import MAX_FILE_BYTES
from hud.regression.report.page import report_page
from hud.regression.store import BaselineStore

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from hud.regression.outcome import RunResults
    from hud.regression.store import Kept

Decision = Literal["approved", "rejected"]

HOST = "127.0.0.1"
_MAX_BODY_BYTES = 4 * 2**20
_IDLE_S = 20
_VERBS = ("approve", "reject", "undo")


class Review:
    """A run under review: what was decided of it, and the server that asks."""

    def __init__(self, folder: Path = FOLDER, *, port: int = 0, note: str = "hud review") -> None:
        """Read the results and listen; nothing is answered before `serve`.

        Args:
            folder: Of the run.
            port: On the loopback address; any that is free by default.
            note: Kept with the baselines.

        Raises:
            FileError: There are no results.
            FacilityError: The port is taken.
        """
        self.folder = folder
        self.results = read_results(folder)
        self.decisions: dict[str, Decision] = {}
        """By key."""
        self.token = secrets.token_urlsafe(24)
        self._note = note
        self._kept: dict[str, tuple[str, Kept]] = {}
        self._lock = threading.Lock()
        self.pictures = _pictures(self.results)
        """Every file that may be asked for."""
        try:
            self._server = _Server((HOST, port), _Handler)
        except (OSError, OverflowError) as error:
            raise FacilityError(f"port {port} of {HOST} cannot be used: {error}", hint="leave out --port") from None
        self._server.review = self

    @property
    def port(self) -> int:
        """Where it listens."""
        return int(self._server.server_address[1])

    @property
    def url(self) -> str:
        """The page; whoever has it may approve."""
        return f"http://{HOST}:{self.port}/{self.token}/"

    def page(self) -> str:
        """The report as it is now; of another run, where one has replaced what was read.

        Raises:
            FileError: There are no results at the moment.
        """
        with self._lock:
            now = read_results(self.folder)
            if _run_of(now) != _run_of(self.results):
                self.results, self.pictures = now, _pictures(now)
                self.decisions.clear()
                self._kept.clear()
        return report_page(self.results, self.folder, live={"decisions": self.decisions})

    def decide(self, keys: list[str], decision: str) -> Mapping[str, Decision]:
        """Approve, reject, or undo what was decided.

        Args:
            keys: Of moments of the run.
            decision: ``approve``, ``reject`` or ``undo``.

        Returns:
            What is decided now, of every moment.

        Raises:
            UsageError: Something that cannot be decided.
            FileError: A picture or a baseline cannot be read or written.
        """
        if decision not in _VERBS:
            raise UsageError(f"'{decision[:40]}' is no decision", hint="approve, reject or undo")
        self._require_shown(keys)
        with self._lock, locked(self.folder, timeout_s=5.0, busy=BUSY):
            # a run may have ended while we waited for it
            self._require_shown(keys)
            if decision == "approve":
                self._approve([key for key in keys if self.decisions.get(key) != "approved"])
            else:
                self._take_back([key for key in keys if self.decisions.get(key) == "approved"])
                for key in keys:
                    self.decisions.pop(key, None)
                if decision == "reject":
                    self.decisions.update(dict.fromkeys(keys, "rejected"))
            return dict(self.decisions)

    def serve(self) -> None:
        """Answer until `close` is called from another thread, or by Ctrl-C."""
        try:
            self._server.serve_forever(poll_interval=0.2)
        finally:
            self._server.server_close()

    def close(self) -> None:
        """End `serve`."""
        self._server.shutdown()

    def _require_shown(self, keys: list[str]) -> None:
        """What would be approved is what lies there now, and has to be what was looked at.

        Raises:
            UsageError: It is not, or cannot be decided.
            FileError: There are no results at the moment.
        """
        if _run_of(read_results(self.folder)) != _run_of(self.results):
            raise UsageError("the tests were run again: what this page shows is not there any more", hint="reload it")
        known = {job.key: job for job in self.results.jobs}
        for key in keys:
            if key not in known or not known[key].approvable or self.results.against:
                raise UsageError(f"'{key[:200]}' is nothing that can be approved")

    def _approve(self, keys: list[str]) -> None:
        if not keys:
            return
        jobs = {job.key: job for job in self.results.jobs if job.key in set(keys)}
        kept = {key: (job.scenario, self._store(job.scenario).keep([job.id])) for key, job in jobs.items()}
        self._save(
            {
                job.key: "updated"
                for job in approve_jobs(self.results, self.folder, keys, note=self._note).jobs
                if job.key in jobs
            }
        )
        self._kept |= kept
        self.decisions.update(dict.fromkeys(keys, "approved"))

    def _take_back(self, keys: list[str]) -> None:
        for key in keys:
            scenario, kept = self._kept.pop(key)
            self._store(scenario).restore(kept)
            self.decisions.pop(key, None)
        if keys:
            self._save({job.key: job.status for job in self.results.jobs if job.key in set(keys)})

    def _store(self, scenario: str) -> BaselineStore:
        found = next(one for one in self.results.scenarios if one.name == scenario)
        return BaselineStore((self.folder / found.baselines).resolve())

    def _save(self, statuses: Mapping[str, Any]) -> None:
        """Into the results on disk, which somebody else may have approved something of since."""
        now = read_results(self.folder)
        jobs = tuple(replace(job, status=statuses.get(job.key, job.status)) for job in now.jobs)
        write_results(self.folder, replace(now, jobs=jobs))


def _pictures(results: RunResults) -> set[str]:
    return {
        path
        for job in results.jobs
        for eye in job.eyes.values()
        for pictures in (eye.layer, eye.view)
        for path in (pictures.expected, pictures.actual, pictures.diff)
        if path
    }


def _run_of(results: RunResults) -> tuple[object, ...]:
    """What tells one run from another; approving changes none of it."""
    return results.started, results.seconds, tuple((job.key, job.fingerprint) for job in results.jobs)


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    review: Review


class _Handler(BaseHTTPRequestHandler):
    """One request."""

    server_version = "hud"
    sys_version = ""
    timeout = _IDLE_S

    @property
    def _review(self) -> Review:
        return cast("_Server", self.server).review

    def do_GET(self) -> None:
        """The page, or one of its pictures."""
        name = self._name()
        if name is None:
            return
        if name == "":
            try:
                page = self._review.page().encode("utf-8", "replace")
            except HudError as error:  # the next run has begun
                self._refuse(HTTPStatus.CONFLICT, str(error))
                return
            self._answer(HTTPStatus.OK, "text/html; charset=utf-8", page)
            return
        if name in self._review.pictures:
            try:
                data = read_bytes(inside(self._review.folder, name), limit=MAX_FILE_BYTES)
            except (HudError, ValueError, OSError):
                data = b""
            if data.startswith(b"\x89PNG"):
                self._answer(HTTPStatus.OK, "image/png", data)
                return
        self._refuse(HTTPStatus.NOT_FOUND, "there is no such picture")

    def do_POST(self) -> None:
        """A decision."""
        name = self._name()
        if name is None:
            return
        if name != "decide":
            self._refuse(HTTPStatus.NOT_FOUND, "there is nothing here")
            return
        if self.headers.get("Origin", "") not in self._origins():
            self._refuse(HTTPStatus.FORBIDDEN, "another page asks")
            return
        if self.headers.get_content_type() != "application/json":
            self._refuse(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "JSON is needed")
            return
        length = self.headers.get("Content-Length", "")
        if not length.isascii() or not length.isdigit() or int(length) > _MAX_BODY_BYTES:
            self._refuse(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "too much, or no length")
            return
        try:
            said = json.loads(self.rfile.read(int(length)))
            keys, decision = said["keys"], said["decision"]
            if not isinstance(decision, str) or not isinstance(keys, list) or not all(isinstance(k, str) for k in keys):
                raise ValueError
        except (ValueError, KeyError, TypeError, RecursionError):
            self._refuse(HTTPStatus.BAD_REQUEST, "not a decision")
            return
        try:
            decisions = self._review.decide(keys, decision)
        except HudError as error:
            self._refuse(HTTPStatus.CONFLICT, str(error))
            return
        self._answer(HTTPStatus.OK, "application/json", json.dumps({"decisions": decisions}).encode())

    def _name(self) -> str | None:
        """What is asked for, below the token; None where the request was refused."""
        if self.headers.get("Host", "") not in self._hosts():
            self._refuse(HTTPStatus.FORBIDDEN, "another host is meant")
            return None
        if self.headers.get("Sec-Fetch-Site", "none") not in ("none", "same-origin"):
            self._refuse(HTTPStatus.FORBIDDEN, "another page asks")
            return None
        path = self.path.partition("?")[0]
        token, slash, name = path.removeprefix("/").partition("/")
        if not slash or not hmac.compare_digest(token.encode(), self._review.token.encode()):
            self._refuse(HTTPStatus.NOT_FOUND, "there is nothing here; use the whole address that hud review told")
            return None
        return unquote(name)

    def _hosts(self) -> tuple[str, str]:
        return f"{HOST}:{self._review.port}", f"localhost:{self._review.port}"

    def _origins(self) -> list[str]:
        return [f"http://{host}" for host in self._hosts()]

    def _refuse(self, status: HTTPStatus, why: str) -> None:
        self.close_connection = True
        self._answer(status, "application/json", json.dumps({"error": why}).encode("utf-8", "replace"))

    def _answer(self, status: HTTPStatus, kind: str, data: bytes) -> None:
        self.send_response(status)
        for name, value in (
            ("Content-Type", kind),
            ("Content-Length", str(len(data))),
            ("Cache-Control", "no-store"),
            ("Content-Security-Policy", "frame-ancestors 'none'"),
            ("Cross-Origin-Resource-Policy", "same-origin"),
            ("Cross-Origin-Opener-Policy", "same-origin"),
            ("Referrer-Policy", "no-referrer"),
            ("X-Content-Type-Options", "nosniff"),
        ):
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_: object) -> None:
        """Say nothing: the address has the token in it."""
