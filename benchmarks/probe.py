"""One process beside one database: fills it, then does what it is told, a line at a time, and says how long it took.

Told what to do in JSON lines by `probes.py`.
"""

import json
import os
import random
import re
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from pathlib import Path

from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.models import Authenticator
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.db import connection
from django.http import HttpRequest
from django.test import Client
from django.test.utils import CaptureQueriesContext

from benchmarks import borough, bulk, locks
from benchmarks.plan import COMMON, RARE, SEEN
from wardmote.kernel.database import as_system
from wardmote.kernel.database.roles import as_owner
from wardmote.modules.referrals.jobs import climb
from wardmote.modules.referrals.models import Referral
from wardmote.project import serve
from wardmote.shared.accounts.models import Person
from wardmote.shared.partnerships import queries as partnerships
from wardmote.shared.partnerships.actions import make_token
from wardmote.shared.partnerships.models import Team
from wardmote.shared.partnerships.rules import Scope

_PLUMBING = re.compile(r"SAVEPOINT|RELEASE|BEGIN|COMMIT|\s*with before as materialized")
_BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


class Operations:
    """What is measured, each as the duty officer of the team does it, through the pages."""

    def __init__(self) -> None:
        self.client = Client(headers={"host": "localhost"})
        person = Person.objects.get(email="person-1@bench.example")
        self.client.force_login(person, _BACKEND)
        by = partnerships.actor_for(person.pk)
        _, secret = make_token(by=by, person=person, name="Benchmark", scopes=list(Scope))
        self.authorization = {"authorization": f"Bearer {secret}"}
        with as_system("what there is to measure"):
            desk = Referral.objects.filter(accountable_team__key="team-1").order_by("pk")
            self.waiting = [(row.reference, row.version) for row in desk]
        self.team = Team.objects.get(key="team-1").pk
        self.chance = random.Random(7)
        self.number = 0

    def show_a_second_factor(self) -> None:
        """As who reads protected matters does, for the next hours."""
        person = Person.objects.get(email="person-1@bench.example")
        app, _ = Authenticator.objects.get_or_create(
            user=person, type=Authenticator.Type.TOTP, defaults={"data": {"secret": ""}}
        )
        request = HttpRequest()
        request.session = self.client.session
        record_authentication(request, person, "mfa", id=app.pk, type=app.type)
        request.session.save()

    def all(self) -> Mapping[str, Callable[[], None]]:
        """The operations by their names in the table."""
        return {
            "inbox, a page of 50": self.inbox,
            "one referral": self.detail,
            "record, with suggestion": self.record,
            "acknowledge": self.acknowledge,
            "API list of 50": self.api_list,
            "search, a common word": lambda: self.search(COMMON),
            "search, a rare word": lambda: self.search(RARE),
        }

    def inbox(self) -> None:
        """Open the inbox."""
        self._get("/inbox")

    def detail(self) -> None:
        """Open one of the referrals in it."""
        self._get(f"/referrals/{self.chance.choice(self.waiting)[0]}")

    def record(self) -> None:
        """Write an observation down and see who could take it, of two hundred teams."""
        answer = self.client.post(
            "/record",
            {**SEEN, "form_key": self._key(), "team": str(self.team), "next": "yes"},
        )
        self._must(answer.status_code == 302, answer)
        self._get(answer.headers["Location"])

    def acknowledge(self) -> None:
        """Say that one is received."""
        reference, version = self.waiting.pop(0)
        form = {"form_key": self._key(), "act": "acknowledged", "version": str(version), "next": "/inbox"}
        answer = self.client.post(f"/referrals/{reference}", form)
        self._must(answer.status_code == 302, answer)

    def api_list(self) -> None:
        """List what came to the team, as a partner's system does."""
        answer = self.client.get("/api/v1/referrals?side=inbox&limit=50", headers=self.authorization)
        self._must(answer.status_code == 200 and len(answer.json()["items"]) == 50, answer)

    def search(self, words: str) -> None:
        """Search for a word, and see the page of what was found."""
        answer = self.client.post("/search", {"words": words}, follow=True)
        self._must(answer.status_code == 200 and b"<mark>" in answer.content, answer)

    def _get(self, address: str) -> None:
        answer = self.client.get(address)
        self._must(answer.status_code == 200, answer)

    @staticmethod
    def _must(held: bool, answer: object) -> None:
        if not held:
            raise RuntimeError(f"A measured request was not answered as it should be: {answer}")

    def _key(self) -> str:
        self.number += 1
        return f"{os.getpid()}-{self.number}"


def queries_of(operation: Callable[[], None]) -> int:
    """The reads and writes of tables it costs; transactions and saying whose eyes touch none."""
    with CaptureQueriesContext(connection) as seen:
        operation()
    return sum(not _PLUMBING.match(query["sql"]) for query in seen.captured_queries)


def sessions(people: int) -> list[str]:
    """Sessions of so many people, each at a team of their own, as if they had signed in."""
    made = []
    for person in Person.objects.order_by("pk")[1 : people + 1]:
        session = SessionStore()
        session[SESSION_KEY], session[BACKEND_SESSION_KEY] = str(person.pk), _BACKEND
        session[HASH_SESSION_KEY] = person.get_session_auth_hash()
        session.create()
        made.append(str(session.session_key))
    return made


def silence(referrals: int) -> dict[str, float]:
    """One pass of the scheduler that finds so many due: seconds, and the rungs it took."""
    with as_owner():
        borough.fall_silent(referrals)
    began = time.perf_counter()
    rungs = climb(0)
    return {"seconds": time.perf_counter() - began, "rungs": rungs}


def main() -> None:
    """Fill the database, then answer one order a line."""
    answers, sys.stdout = sys.stdout, sys.stderr  # what others print is for people

    def say(answer: object) -> None:
        answers.write(json.dumps(answer) + "\n")
        answers.flush()

    with as_owner():
        serve.prepare()
    modes = sys.argv[2:]
    borough.fill(
        int(sys.argv[1]),
        tell=lambda filled: say({"filled": filled}),
        all_open="open" in modes,
        protected="protected" in modes,
    )
    with as_owner():
        if "unlocked" in modes:
            locks.take_away()
        borough.tidy()
    operations = Operations()
    if "protected" in modes:
        operations.show_a_second_factor()
    done = operations.all()
    say({"ready": list(done)})
    for line in sys.stdin:
        order, *given = json.loads(line)
        match order:
            case "do":
                began = time.perf_counter()
                done[given[0]]()
                say(time.perf_counter() - began)
            case "count":
                say(queries_of(done[given[0]]))
            case "sessions":
                say(sessions(given[0]))
            case "silence":
                say(silence(given[0]))
            case "bulk":
                with tempfile.TemporaryDirectory() as folder:
                    say(bulk.measure(given[0], Path(folder)))
