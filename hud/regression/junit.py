"""A run as JUnit XML, for every system that reads test reports.

Valid against the schema of Jenkins' xUnit plugin (junit-10.xsd): a suite for each scenario, a case for each moment.
Pictures are attached as Jenkins and GitLab understand it, a line ``[[ATTACHMENT|path]]`` for each in ``system-out``.
"""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING
from xml.etree import ElementTree

from hud.files import write_atomically

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from hud.regression.outcome import JobResult, RunResults

_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def write_junit(path: Path, results: RunResults, folder: Path) -> None:
    """Write it, whole or not at all.

    Args:
        path: The file.
        results: The run.
        folder: The run's; attachments are named as they are reached from the current folder.

    Raises:
        FileError: It cannot be written.
    """
    write_atomically(path, junit_xml(results, folder))


def junit_xml(results: RunResults, folder: Path) -> bytes:
    """The document."""
    root = ElementTree.Element(
        "testsuites", {"name": "hud test", "time": _seconds(results.seconds), **_sums(results.jobs)}
    )
    for scenario in dict.fromkeys(job.scenario for job in results.jobs):
        jobs = [job for job in results.jobs if job.scenario == scenario]
        spent = sum(job.timings.draw_ms + job.timings.judge_ms for job in jobs) / 1e3
        more = {"skipped": "0", "timestamp": results.started.removesuffix("Z"), "time": _seconds(spent)}
        suite = ElementTree.SubElement(root, "testsuite", {"name": _plain(scenario), **_sums(jobs), **more})
        properties = ElementTree.SubElement(suite, "properties")
        for name, value in _properties(results):
            ElementTree.SubElement(properties, "property", name=name, value=_plain(value))
        for job in jobs:
            suite.append(_case(job, folder))
    if results.alarm is not None and not results.alarm.rang:
        suite = ElementTree.SubElement(root, "testsuite", name="alarm", tests="1", failures="0", errors="1")
        case = ElementTree.SubElement(suite, "testcase", name="one changed pixel is found", classname="alarm")
        ElementTree.SubElement(case, "error", type="alarm", message=_plain(results.alarm.words))
    for part in results.missing_parts:
        suite = ElementTree.SubElement(root, "testsuite", name="parts", tests="1", failures="0", errors="1")
        case = ElementTree.SubElement(suite, "testcase", name=f"part {part} was run", classname="parts")
        ElementTree.SubElement(case, "error", type="missing", message=f"there are no results of part {part}")
    ElementTree.indent(root)
    text: str = ElementTree.tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{text}\n'.encode()


def _case(job: JobResult, folder: Path) -> ElementTree.Element:
    spent = (job.timings.draw_ms + job.timings.judge_ms) / 1e3
    case = ElementTree.Element("testcase", name=job.id, classname=_plain(job.scenario), time=_seconds(spent))
    unmet = [f"{one.message} ({one.seen})" if one.seen else one.message for one in job.failed_expectations]
    words = [*unmet, *job.words]
    if job.status == "error":
        fault = ElementTree.SubElement(case, "error", type="error", message=_plain("; ".join(words)))
        fault.text = _plain("\n".join(words))
    elif job.status == "failed" or unmet:
        kind = job.verdict if job.status == "failed" and job.verdict not in (None, "identical") else "expect"
        first = words[0] if words else str(kind)
        fault = ElementTree.SubElement(case, "failure", type=str(kind), message=_plain(f"{kind}: {first}"))
        fault.text = _plain("\n".join([*words, *([job.environment] if job.environment else [])]))
    said = [f"{job.status}: was {job.verdict}"] if job.status == "updated" else []
    if job.verdict == "tolerated" and job.status == "passed":
        said += ["tolerated:", *job.words]
    said += [f"[[ATTACHMENT|{_reached(folder / name)}]]" for name in _attached(job)]
    if said:
        ElementTree.SubElement(case, "system-out").text = _plain("\n".join(said))
    return case


def _attached(job: JobResult) -> Iterator[str]:
    """The pictures of what did not pass, as they are named in the run's folder."""
    if job.verdict in (None, "identical"):
        return
    for eye in job.eyes.values():
        for pictures in (eye.layer, eye.view):
            yield from filter(None, (pictures.expected, pictures.actual, pictures.diff))


def _reached(path: Path) -> str:
    return Path(os.path.relpath(path)).as_posix()


def _sums(jobs: Sequence[JobResult]) -> dict[str, str]:
    errors = sum(job.status == "error" for job in jobs)
    failures = sum(
        job.status == "failed" or (job.status == "updated" and bool(job.failed_expectations)) for job in jobs
    )
    return {"tests": str(len(jobs)), "failures": str(failures), "errors": str(errors)}


def _properties(results: RunResults) -> Iterator[tuple[str, str]]:
    yield "hud", results.hud
    for name, value in (("against", results.against), ("shard", results.shard)):
        if value:
            yield name, value
    yield "update", results.update
    for values in results.environments.values():
        for key, value in sorted(values.items()):
            if key != "hud":
                yield key, value


def _seconds(seconds: float) -> str:
    return f"{seconds:.3f}"


def _plain(text: str) -> str:
    """Without what XML cannot hold."""
    return _NOT_XML.sub("\N{REPLACEMENT CHARACTER}", text)
