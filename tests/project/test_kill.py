"""kill -9 of web and relay in the middle of a stream of posts loses nothing that was answered, and doubles nothing.

Real gunicorn, real sessions, real forms, the test's own database (design.md, part 8).
"""

import http.client
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlencode, urlsplit

import pytest
from django.db import connection
from django.test import Client
from tests import factories as make
from tests.kernel.processes import process, wait_for

from wardmote.kernel.actor import Actor
from wardmote.kernel.audit.models import AuditEntry
from wardmote.kernel.events.models import OutboxEvent
from wardmote.modules.referrals import jobs
from wardmote.modules.referrals.models import FlowCount, Observation, Reach, Referral, Step
from wardmote.shared.accounts.models import Person
from wardmote.shared.partnerships.rules import RoleName

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

RELAY = "from wardmote.kernel.events import relay; relay.run()"
TOKEN = "x" * 32
KILLS = 3
SECONDS = 20


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def web(port: int) -> Iterator[None]:
    """The web server on the test's database, killed with everything it started at the end of the block."""
    url = urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{connection.settings_dict['NAME']}").geturl()
    server = subprocess.Popen(
        [
            *(sys.executable, "-m", "gunicorn", "wardmote.project.wsgi:application"),
            *("--bind", f"127.0.0.1:{port}", "--worker-class", "gthread", "--workers", "2"),
            *("--threads", "4", "--log-level", "critical", "--no-control-socket"),
        ],
        env={**os.environ, "DATABASE_URL": url, "PYTHONPATH": os.pathsep.join(p for p in sys.path if p)},
        start_new_session=True,
    )
    try:
        yield
    finally:
        os.killpg(server.pid, signal.SIGKILL)
        server.wait()


class Sender(threading.Thread):
    """Somebody who records, passes on and has it acknowledged, over and over, and notes what was answered."""

    def __init__(
        self, number: int, port: int, people: dict[str, str], forms: dict[str, dict[str, str]]
    ) -> None:
        super().__init__(daemon=True)
        self.number, self.port, self.cookies, self.forms = number, port, people, forms
        self.answered: list[tuple[str, str]] = []
        self.wrong: list[str] = []
        self.stopping = threading.Event()

    def run(self) -> None:
        for turn in range(10_000):
            if self.stopping.is_set():
                return
            words = f"Kill test {self.number}-{turn}"
            place = self.post(
                "worker", "/record", {**self.forms["record"], "words": words, "form_key": words}
            )
            if place is None:
                return
            self.answered.append(("recorded", words))
            reference = place.split("/")[2]
            sent = self.post(
                "worker",
                f"/observations/{reference}/pass-on",
                {**self.forms["pass_on"], "words": f"Act on {words}", "form_key": words},
            )
            if sent is None:
                return
            self.answered.append(("sent", words))

    def post(self, who: str, path: str, form: dict[str, str]) -> str | None:
        """Post until it is answered, the same form each time; where it leads. None when stopped first."""
        while not self.stopping.is_set():
            try:
                link = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
                headers = {
                    "Host": "localhost",
                    "Cookie": f"sessionid={self.cookies[who]}; csrftoken={TOKEN}",
                    "X-CSRFToken": TOKEN,
                    "Content-Type": "application/x-www-form-urlencoded",
                }
                link.request("POST", path, urlencode(form), headers)
                answer = link.getresponse()
                said = answer.read()
                link.close()
            except (OSError, http.client.HTTPException):
                time.sleep(0.02)
                continue
            if answer.status in (302, 303):
                return str(answer.headers["Location"])
            self.wrong.append(f"{path} {answer.status} {said[:300]!r}")
            return None
        return None


def session_of(actor: Actor) -> str:
    client = Client()
    client.force_login(Person.objects.get(pk=actor.known_person_id))
    return client.cookies["sessionid"].value


def test_killed_servers_lose_nothing_that_was_answered_and_double_nothing() -> None:
    make.a_partnership()
    make.a_ward()
    category, housing, cleansing = make.a_category(), make.a_team("Housing"), make.a_team("Cleansing")
    make.a_remit(cleansing, category)
    worker = make.an_actor(RoleName.WORKER, team=housing)
    forms = {
        "record": {
            "category": category.key,
            "place": "52.58, -1.98",
            "seriousness": "2",
            "band": "3",
            "sensitivity": "open",
            "channel": "worker",
            "team": str(housing.pk),
            "next": "yes",
        },
        "pass_on": {"teams": str(cleansing.pk), "from_team": str(housing.pk)},
    }
    port = free_port()
    senders = [Sender(n, port, {"worker": session_of(worker)}, forms) for n in range(3)]

    def answered() -> int:
        assert not any(s.wrong for s in senders), [s.wrong for s in senders]
        return sum(len(s.answered) for s in senders)

    for sender in senders:
        sender.start()
    for _ in range(KILLS):
        before = answered()
        with web(port), process(RELAY) as relay:
            wait_for(lambda: answered() >= before + 12, seconds=SECONDS)  # noqa: B023 (asked within the same turn)
            relay.kill()
    with web(port), process(RELAY):
        before = answered()
        wait_for(lambda: answered() >= before + 3, seconds=SECONDS)
        for sender in senders:
            sender.stopping.set()
        for sender in senders:
            sender.join(timeout=10)
        wait_for(lambda: not OutboxEvent.objects.exists(), seconds=SECONDS)
    check([one for sender in senders for one in sender.answered])


def check(answered: list[tuple[str, str]]) -> None:
    """What was answered is there once; nothing is there in part; the counters are those of a recount."""
    with make.everything():
        recorded = Counter(Observation.objects.values_list("words", flat=True))
        sent = Counter(Referral.objects.values_list("observation__words", flat=True))
        for what, words in answered:
            assert (recorded if what == "recorded" else sent)[words] == 1, (what, words)
        assert set(recorded.values()) == {1}
        assert set(sent.values()) == {1}
        for observation in Observation.objects.all():
            reach = set(Reach.objects.filter(observation=observation).values_list("key", flat=True))
            assert reach == (set() if observation.state == "draft" else set(observation.readers))
            assert (observation.state == "passed_on") == observation.referrals.exists()
        for referral in Referral.objects.all():
            assert [(s.position, s.kind) for s in referral.steps.all()] == [(1, "sent")]
        steps = Step.objects.count()
    assert AuditEntry.objects.filter(what="referrals.sent").count() == steps
    counts = sorted(FlowCount.objects.values_list("team", "measure", "count"))
    assert sum(count for _, measure, count in counts if measure == "sent") == steps
    jobs.recount_flow(0)
    assert sorted(FlowCount.objects.values_list("team", "measure", "count")) == counts
    sys.stdout.write(
        f"\n{len(answered)} answered writes, {steps} referrals, {KILLS + 1} kills of web and relay\n"
    )
