"""The report of a run: one HTML file that shows what differs and takes decisions.

`write_report` makes ``report.html`` beside ``results.json``: with its pictures, script, style and type inside, so that
it works from disk, from a mail and without a network. `hud.regression.report.review` serves the same page with buttons
that approve at once.
"""

from __future__ import annotations

from hud.regression.report.page import report_page, write_report
from hud.regression.report.review import Review

__all__ = ["Review", "report_page", "write_report"]
