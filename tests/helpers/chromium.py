"""A real browser without a window, driven through its own DevTools protocol over a pipe: nothing to install."""

import base64
import json
import os
import shutil
import subprocess
import sys
import time
from contextlib import contextmanager, suppress
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
LIMIT_S = 60

# the browser reads its commands from file 3 and answers on file 4
_START = """
import fcntl, os, sys
commands, answers = (fcntl.fcntl(int(n), fcntl.F_DUPFD, 16) for n in sys.argv[1:3])
os.dup2(commands, 3)
os.dup2(answers, 4)
os.closerange(5, 64)
os.execvp(sys.argv[3], sys.argv[3:])
"""


def found():
    """The browser's command, or None."""
    return next((path for path in map(shutil.which, NAMES) if path), None)


class Page:
    """One tab."""

    def __init__(self, commands, answers):
        self._commands, self._answers = commands, answers
        self._number = 0
        self._read = b""
        self._session = None
        self.said = []
        """Console messages, exceptions and what the policy refused."""
        target = self._ask("Target.createTarget", url="about:blank")["targetId"]
        self._session = self._ask("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Log"):
            self._ask(f"{domain}.enable")

    def size(self, width, height, *, scale=1):
        self._ask(
            "Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=scale, mobile=False
        )

    def go(self, url):
        """Open an address and wait until it is loaded."""
        self._ask("Page.navigate", url=url)
        self.wait("document.readyState === 'complete' && location.href !== 'about:blank'")

    def js(self, code):
        """The value of an expression; of a promise, what it comes to."""
        answer = self._ask("Runtime.evaluate", expression=code, returnByValue=True, awaitPromise=True)
        if "exceptionDetails" in answer:
            raise AssertionError(answer["exceptionDetails"].get("exception", answer["exceptionDetails"]))
        return answer["result"].get("value")

    def wait(self, condition):
        """Until an expression is true; the browser itself looks, at every frame."""
        begin = time.monotonic()
        while True:
            with suppress(AssertionError):
                if self.js(
                    "new Promise((done) => { let left = 60; const look = () => { let ok = false;"
                    f"try {{ ok = Boolean({condition}); }} catch {{ ok = false; }}"
                    "ok || !left-- ? done(ok) : requestAnimationFrame(look); }; look(); })"
                ):
                    return
            if time.monotonic() - begin > LIMIT_S:
                raise AssertionError(f"never true: {condition}; the page says {self.said}, {self.text('body')[:2000]}")

    def text(self, selector):
        return self.js(f"document.querySelector({json.dumps(selector)})?.innerText ?? null")

    def click(self, selector):
        """With the mouse, in the middle of what is there."""
        find = f"const e = document.querySelector({json.dumps(selector)}); e.scrollIntoView({{block: 'nearest'}});"
        middle = "const b = e.getBoundingClientRect(); return [b.x + b.width / 2, b.y + b.height / 2];"
        box = self.js(f"(() => {{ {find} {middle} }})()")
        self.mouse("mouseMoved", *box)
        for kind in ("mousePressed", "mouseReleased"):
            self.mouse(kind, *box, button="left", clickCount=1)

    def mouse(self, kind, x, y, **more):
        self._ask("Input.dispatchMouseEvent", type=kind, x=x, y=y, **more)

    def press(self, key, *, shift=False):
        text = {"text": key} if len(key) == 1 else {}
        self._ask("Input.dispatchKeyEvent", type="keyDown", key=key, modifiers=8 if shift else 0, **text)
        self._ask("Input.dispatchKeyEvent", type="keyUp", key=key, modifiers=8 if shift else 0)

    def picture(self, path):
        Path(path).write_bytes(base64.b64decode(self._ask("Page.captureScreenshot", format="png")["data"]))

    def offline(self):
        """No network from now on."""
        self._ask("Network.enable")
        self._ask("Network.emulateNetworkConditions", offline=True, latency=0, downloadThroughput=0, uploadThroughput=0)

    def _ask(self, method, **parameters):
        self._number += 1
        sent = {"id": self._number, "method": method, "params": parameters}
        if self._session:
            sent["sessionId"] = self._session
        self._commands.write(json.dumps(sent).encode() + b"\0")
        self._commands.flush()
        while True:
            answer = self._next()
            self._note(answer)
            if answer.get("id") == self._number:
                if "error" in answer:
                    raise AssertionError(f"{method}: {answer['error']}")
                return answer["result"]

    def _next(self):
        while b"\0" not in self._read:
            more = os.read(self._answers, 1 << 20)
            if not more:
                raise AssertionError("the browser ended")
            self._read += more
        line, _, self._read = self._read.partition(b"\0")
        return json.loads(line)

    def _note(self, answer):
        method, what = answer.get("method"), answer.get("params", {})
        if method == "Runtime.exceptionThrown":
            details = what["exceptionDetails"]
            self.said.append(details.get("exception", {}).get("description", details["text"]))
        elif method == "Runtime.consoleAPICalled":
            self.said.append(" ".join(str(one.get("value")) for one in what["args"]))
        elif method == "Log.entryAdded":
            self.said.append(what["entry"]["text"])


@contextmanager
def browser(folder):
    """A browser with a profile of its own, ended afterwards."""
    told, commands = os.pipe()
    answers, heard = os.pipe()
    arguments = [
        found(),
        "--headless=new",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-dev-shm-usage",
        "--no-first-run",
        "--hide-scrollbars",
        "--disable-background-networking",
        "--remote-debugging-pipe",
        f"--user-data-dir={folder}",
        "about:blank",
    ]
    process = subprocess.Popen(
        [sys.executable, "-c", _START, str(told), str(heard), *arguments],
        pass_fds=(told, heard),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    os.close(told)
    os.close(heard)
    try:
        with os.fdopen(commands, "wb") as pipe:
            yield lambda: Page(pipe, answers)
    finally:
        os.close(answers)
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
