"""Drive a headless Chromium over a pipe, in its DevTools protocol: no socket, no driver."""

from __future__ import annotations

import base64
import fcntl
import json
import os
import select
import shutil
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

CHROMIUM = next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
)

_PATIENCE = 60.0
_KEYS = {
    "Tab": (9, ""),
    "Enter": (13, "\r"),
    "Escape": (27, ""),
    " ": (32, " "),
    "ArrowDown": (40, ""),
}


class Browser:
    """One page in one browser, with all it complained about and asked for."""

    def __init__(self, to_browser: int, from_browser: int) -> None:
        self._out, self._in = to_browser, from_browser
        self._number = 0
        self._waiting = b""
        self._session: str | None = None
        self.complaints: list[str] = []
        self.requests: list[str] = []
        target = self._call("Target.createTarget", url="about:blank")["targetId"]
        attached = self._call("Target.attachToTarget", targetId=target, flatten=True)
        self._session = attached["sessionId"]
        for domain in ("Page", "Runtime", "Log", "Network", "Audits", "Accessibility"):
            self._call(f"{domain}.enable")

    def open(self, page: Path) -> None:
        """Load a file and wait until it has loaded."""
        self.complaints.clear()
        self.requests.clear()
        self._call("Page.navigate", url=page.as_uri())
        self.wait_for("document.readyState === 'complete' && location.protocol === 'file:'")

    def run(self, expression: str) -> Any:
        """Return what an expression gives in the page; promises are awaited."""
        done = self._call(
            "Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True
        )
        if "exceptionDetails" in done:
            raise AssertionError(done["exceptionDetails"]["exception"].get("description"))
        return done["result"].get("value")

    def wait_for(self, expression: str) -> None:
        """Wait until an expression is true in the page."""
        until = time.monotonic() + _PATIENCE
        while not self.run(expression):
            assert time.monotonic() < until, f"never true: {expression}"
            time.sleep(0.02)

    def press(self, key: str) -> None:
        """Press a key as a reader does, and let the page draw."""
        code, text = _KEYS.get(key, (ord(key[0].upper()), key))
        event = {"key": key, "windowsVirtualKeyCode": code, "code": "Space" if key == " " else key}
        self._call("Input.dispatchKeyEvent", type="keyDown", text=text, **event)
        self._call("Input.dispatchKeyEvent", type="keyUp", **event)
        self.drawn()

    def click(self, x: float, y: float) -> None:
        """Click at a place of the window."""
        for kind in ("mousePressed", "mouseReleased"):
            self._call("Input.dispatchMouseEvent", type=kind, x=x, y=y, button="left", clickCount=1)
        self.drawn()

    def drawn(self) -> None:
        """Wait until the page has drawn what changed."""
        self.run("new Promise(done => requestAnimationFrame(() => setTimeout(done)))")

    def look(self, media: str = "screen", *, scheme: str = "light") -> None:
        """Show the page as on paper (``print``), or in the dark."""
        features = [{"name": "prefers-color-scheme", "value": scheme}]
        self._call("Emulation.setEmulatedMedia", media=media, features=features)

    def size(self, width: int, height: int) -> None:
        """Set the size of the window."""
        self._call(
            "Emulation.setDeviceMetricsOverride",
            width=width,
            height=height,
            deviceScaleFactor=1,
            mobile=False,
        )

    def screenshot(self) -> bytes:
        """Return the window as a PNG."""
        return base64.b64decode(self._call("Page.captureScreenshot", format="png")["data"])

    def printed(self) -> bytes:
        """Return the page as a PDF."""
        return base64.b64decode(self._call("Page.printToPDF", printBackground=False)["data"])

    def accessible(self) -> list[dict[str, Any]]:
        """Return what a screen reader is told: role and name of every node."""
        return [
            {"role": node["role"]["value"], "name": node.get("name", {}).get("value", "")}
            for node in self._call("Accessibility.getFullAXTree")["nodes"]
            if not node.get("ignored") and "role" in node
        ]

    def _call(self, method: str, **params: Any) -> Any:
        self._number += 1
        message = {"id": self._number, "method": method, "params": params}
        if self._session:
            message["sessionId"] = self._session
        os.write(self._out, json.dumps(message).encode() + b"\0")
        while True:
            answer = self._receive()
            if answer.get("id") == self._number:
                assert "error" not in answer, f"{method}: {answer['error']}"
                return answer["result"]
            self._note(answer)

    def _receive(self) -> dict[str, Any]:
        while b"\0" not in self._waiting:
            ready, _, _ = select.select([self._in], [], [], _PATIENCE)
            read = os.read(self._in, 1 << 20) if ready else b""
            assert read, "the browser says nothing"
            self._waiting += read
        message, _, self._waiting = self._waiting.partition(b"\0")
        return json.loads(message)

    def _note(self, event: dict[str, Any]) -> None:
        params = event.get("params", {})
        match event.get("method"):
            case "Network.requestWillBeSent":
                self.requests.append(params["request"]["url"])
            case "Log.entryAdded":
                self.complaints.append(params["entry"]["text"])
            case "Runtime.consoleAPICalled" | "Runtime.exceptionThrown" | "Audits.issueAdded":
                self.complaints.append(json.dumps(params))


@contextmanager
def browser(profile: Path) -> Iterator[Browser]:
    """Run Chromium with a new profile; it is gone afterwards."""
    to_browser, from_browser = os.pipe(), os.pipe()
    flags = [
        "--headless",
        "--no-sandbox",  # the tests may run as root in a container
        "--disable-gpu",
        "--disable-dev-shm-usage",
        "--no-first-run",
        "--disable-background-networking",
        "--remote-debugging-pipe",  # reads from descriptor 3, writes to 4
        f"--user-data-dir={profile}",
    ]
    # High numbers first: 3 and 4 may be ends of these very pipes.
    reads, writes = (
        fcntl.fcntl(end, fcntl.F_DUPFD_CLOEXEC, 10) for end in (to_browser[0], from_browser[1])
    )
    nowhere = [(os.POSIX_SPAWN_OPEN, n, os.devnull, os.O_WRONLY, 0) for n in (1, 2)]
    ends = [(os.POSIX_SPAWN_DUP2, reads, 3), (os.POSIX_SPAWN_DUP2, writes, 4)]
    command = [str(CHROMIUM), *flags]
    process = os.posix_spawn(command[0], command, os.environ, file_actions=[*nowhere, *ends])
    for end in (to_browser[0], from_browser[1], reads, writes):
        os.close(end)
    try:
        yield Browser(to_browser[1], from_browser[0])
    finally:
        os.kill(process, signal.SIGTERM)
        os.waitpid(process, 0)
        os.close(to_browser[1])
        os.close(from_browser[0])
