"""Many people at work at once, over the wire, at a real `wardmote serve`: web server, worker and relay.

They run on the machine that serves them and never stop to think, so the figures are those of a far larger crowd.
"""

import random
import re
import socket
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from tempfile import TemporaryDirectory
from time import monotonic, perf_counter
from typing import NamedTuple

import httpx
import psutil

from benchmarks.plan import CATEGORIES, COMMON, RARE, SEEN
from benchmarks.probes import surroundings

_PATIENCE = 30.0  # seconds a page may take
_FORM = re.compile(r"<form.*?</form>", re.DOTALL)
_FIELD = re.compile(r'<input type="hidden" name="([^"]+)"(?: value="([^"]*)")?')
_TEAM = re.compile(r'name="teams" value="(\d+)"')
_REFERRAL = re.compile(r'href="(/referrals/R-[0-9A-Z-]+)"')


class Answer(NamedTuple):
    """One request and how it was answered."""

    kind: str
    seconds: float
    good: bool
    said: str


class Served:
    """A running Wardmote."""

    def __init__(self, origin: str, process: psutil.Process) -> None:
        self.origin = origin
        self._process = process

    def memory(self) -> dict[str, float]:
        """Megabytes that are each program's own, all its processes together."""
        own: dict[str, float] = defaultdict(float)
        for process in self._process.children(recursive=True):
            words = process.cmdline()
            for name, word in (("web", "gunicorn"), ("worker", "worker"), ("relay", "relay")):
                if word in words:
                    own[name] += process.memory_full_info().uss / 1_000_000
        return dict(own)


@contextmanager
def serving(address: str) -> Iterator[Served]:
    """Serve this database as an operator would, on a free port."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    origin = f"http://localhost:{port}"
    with TemporaryDirectory() as data:
        process = subprocess.Popen(
            [sys.executable, "-m", "wardmote", "serve", "--port", str(port)],
            stdout=subprocess.PIPE,
            text=True,
            # The demo's way with mail: into files, because nobody is to get it.
            env={
                **surroundings(address),
                "WARDMOTE_ORIGIN": origin,
                "WARDMOTE_DATA": data,
                "WARDMOTE_DEMO": "1",
            },
        )
        try:
            assert process.stdout
            if not any(line.startswith("Serving") for line in process.stdout):
                raise RuntimeError("Wardmote did not start; what it said is above.")
            yield Served(origin, psutil.Process(process.pid))
        finally:
            process.terminate()
            process.wait()


def at_work(origin: str, sessions: Sequence[str], seconds: int) -> list[Answer]:
    """Let one person for each session work for so long. Returns every answer they had."""
    until = monotonic() + seconds
    with ThreadPoolExecutor(len(sessions)) as people:
        work = [
            people.submit(_Somebody(origin, session, number).work, until)
            for number, session in enumerate(sessions)
        ]
        return [answer for done in work for answer in done.result()]


def by_kind(answers: Sequence[Answer]) -> dict[str, list[float]]:
    """The seconds of the good answers, by kind."""
    kinds: dict[str, list[float]] = defaultdict(list)
    for answer in answers:
        if answer.good:
            kinds[answer.kind].append(answer.seconds)
    return dict(sorted(kinds.items()))


class _Somebody:
    """Somebody of a team: mostly reads, records now and then, and acknowledges what came in."""

    def __init__(self, origin: str, session: str, number: int) -> None:
        self._client = httpx.Client(base_url=origin, cookies={"sessionid": session}, timeout=_PATIENCE)
        self._chance = random.Random(number)
        self._answers: list[Answer] = []

    def work(self, until: float) -> list[Answer]:
        habits = [self._look, self._look, self._look, self._search, self._record, self._acknowledge]
        while monotonic() < until:
            self._chance.choice(habits)()
        return self._answers

    def _look(self) -> None:
        found = _REFERRAL.findall(self._ask("inbox", "GET", "/inbox"))
        if found:
            self._ask("one referral", "GET", self._chance.choice(found))

    def _search(self) -> None:
        form = _form(self._ask("page of search", "GET", "/search"), having='name="words"')
        if form:
            words = self._chance.choice([COMMON, RARE])
            self._ask("search", "POST", "/search", {**form, "words": words})
            self._ask("what was found", "GET", "/search")

    def _record(self) -> None:
        form = _form(self._ask("page to record", "GET", "/record"), having='name="words"')
        if form:
            kind = f"kind-{self._chance.randint(1, CATEGORIES)}"
            whom = self._ask("record", "POST", "/record", {**form, **SEEN, "category": kind, "next": "yes"})
            page = self._ask("who can act", "GET", whom) if whom else ""
            if form := _form(page, having='name="teams"'):
                team = self._chance.choice(_TEAM.findall(page))
                self._ask("pass on", "POST", whom, {**form, "teams": team, "words": "Please clear it."})

    def _acknowledge(self) -> None:
        for address in _REFERRAL.findall(self._ask("inbox", "GET", "/inbox")):
            form = _form(self._ask("one referral", "GET", address), having='value="acknowledged"')
            if form:
                self._ask("acknowledge", "POST", address, {**form, "act": "acknowledged", "next": "/inbox"})
                return

    def _ask(self, kind: str, method: str, address: str, form: dict[str, str] | None = None) -> str:
        """The page, or where a form leads; nothing after an error."""
        began = perf_counter()
        try:
            answer = self._client.request(method, address, data=form)
        except httpx.HTTPError as error:
            self._answers.append(Answer(kind, perf_counter() - began, False, repr(error)))
            return ""
        good = answer.status_code == (302 if form else 200)
        self._answers.append(Answer(kind, perf_counter() - began, good, str(answer.status_code)))
        if not good:
            return ""
        return answer.headers["Location"] if form else answer.text


def _form(page: str, *, having: str) -> dict[str, str] | None:
    """What the form of a page that has this in it sends without being asked; None if no form has."""
    forms = (form for form in _FORM.findall(page) if having in form)
    return dict(_FIELD.findall(form)) if (form := next(forms, None)) else None
