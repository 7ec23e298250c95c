"""Nobody learns of a matter what is not theirs to know, at any address (R1.4, R1.8, R9.3).

Every address and every call, for everybody there is. What comes back is read for the words and references of every
matter in the borough, and must hold none but those that the facts of the case let this visitor know. What is
protected must change nothing at all for those who may not know of it: no number, no order, no byte.

On an ordinary day each role asks for each thing from one of two places and not from all five, so that every address
is asked for from every place by some of the roles; at a few of the matters that have addresses; and every ninth
visitor tries the second lock. To try everything: `WARDMOTE_THOROUGH=20 pytest tests/leaks`.
"""

from __future__ import annotations

import logging
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from zlib import crc32

import pytest
from django.core import mail
from django.db import connection, transaction
from django.db.models import Q
from django.http import HttpRequest
from tests.api.conftest import THOROUGH, Tokens
from tests.leaks.addresses import Addresses, Request, not_there
from tests.leaks.at_rest import found, must_not_be_read
from tests.leaks.world import Visitor, World, tokens_in

from wardmote.kernel import access
from wardmote.kernel.actor import Actor
from wardmote.kernel.ui import sources
from wardmote.modules.referrals import permissions

_NEW_EACH_TIME = re.compile(
    r'(?<=["#])[a-z]+-[0-9a-f]{8}(?=")|'
    r'name="(csrfmiddlewaretoken|form_key)" value="[^"]*"|nonce[-=]["\w+/=-]+|"X-CSRFToken": "\w+"|'
    r"\('(Content-Length|Date|Set-Cookie|Expires|X-Request-ID|Server-Timing)', '[^']*'\)|sessionid=\w+|csrftoken=\w+"
)

_READ_BY_THE_HOUSE = "/late"
"""What stands still is read by Wardmote for who may see that work moves: the references and never the words of it. So
the database does not hold it a second time; what is protected is not there at all."""

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(tokens: Tokens) -> World:
    """The borough, with nothing protected in it yet."""
    return World(tokens)


@pytest.fixture(autouse=True)
def tried(request: pytest.FixtureRequest, capsys: pytest.CaptureFixture[str]) -> Iterator[Counter[str]]:
    """How much was tried, printed in the end."""
    counted = Counter[str]()
    yield counted
    with capsys.disabled():
        said = ", ".join(f"{number:,} {what}" for what, number in sorted(counted.items()))
        request.config.get_terminal_writer().line(f"\n  {said}")


@pytest.fixture(autouse=True)
def nobody_changes_roles(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who a visitor is stands still here: it is worked out once for each, and not with each of thousands of pages."""
    actor_of, known = sources._actor, dict[int | None, Actor]()
    assert actor_of is not None

    def as_known(request: HttpRequest) -> Actor:
        if request.user.pk not in known:
            known[request.user.pk] = actor_of(request)
        return known[request.user.pk]

    monkeypatch.setattr(sources, "_actor", as_known)


@pytest.fixture(autouse=True)
def nothing_is_logged(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """No word of any matter stands in a line of the log: whoever reads that may know nothing."""
    caplog.set_level(logging.DEBUG)
    yield
    words = {one for one in tokens_in(caplog.text) if one.startswith("zq")}
    assert not words, f"the log tells {sorted(words)[:5]}"


def answer_to(visitor: Visitor, request: Request) -> str:
    """Everything that comes back, headers and all. Nothing that was done stays done."""
    with transaction.atomic():
        answer = request.asked_by(visitor)
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        transaction.set_rollback(True)
    return f"{answer.status_code} {sorted(answer.headers.items())} {body.decode(errors='replace')}"


def counted(visitor: Visitor, request: Request) -> tuple[str, int]:
    """What comes back, and how often the database was asked for it."""
    asked = 0

    def count(execute: Callable[..., object], *given: object) -> object:
        nonlocal asked
        asked += 1
        return execute(*given)

    with connection.execute_wrapper(count):
        answer = answer_to(visitor, request)
    return answer, asked


def asked_here(world: World, visitor: Visitor, requests: Iterable[Request]) -> Iterator[Request]:
    """What this one asks for: everything, when there is time. Else their share of what their role asks for.

    Of the forms, which are many and alike, each role is then sent half.
    """
    colleagues = [other for other in world.looking if other.role == visitor.role]
    for request in requests:
        lot = crc32(f"{visitor.role} {request}".encode())
        is_theirs = colleagues[lot % len(colleagues)] is visitor
        is_left_out = request.method == "POST" and not request.is_call and lot // 64 % 2
        if THOROUGH > 1 or (is_theirs and not is_left_out):
            yield request


def told(answer: str) -> str:
    """An answer without what is new each time."""
    return _NEW_EACH_TIME.sub("", answer)


def check(world: World, visitor: Visitor, request: Request, answer: str) -> None:
    """It holds nothing but what the visitor may know, or said themselves."""
    leaked = tokens_in(answer) & world.all_told - visitor.may_know - tokens_in(str(request))
    if leaked:
        where = min(found for one in leaked if (found := answer.lower().find(one.lower())) >= 0)
        raise AssertionError(
            f"{request} told {visitor} of {sorted(leaked)}: …{answer[max(0, where - 200) : where + 80]}…"
        )


def same(one: str, other: str, what: str) -> None:
    """Both answers are the same, but for what is new each time."""
    one, other = told(one), told(other)
    if one != other:
        at = next((n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), -120)
        raise AssertionError(
            f"{what}: …{one[max(0, at - 120) : at + 120]}… and …{other[max(0, at - 120) : at + 120]}…"
        )


def test_what_is_protected_changes_no_page_for_those_who_may_not_know(
    world: World, tried: Counter[str]
) -> None:
    addresses = Addresses(world)
    shown: dict[Visitor, dict[Request, str]] = defaultdict(dict)
    with transaction.atomic():
        world.protect()
        protected = world.learn()
        for visitor in world.looking:
            for request in asked_here(world, visitor, addresses.lists()):
                tried["lists"] += 1
                answer = answer_to(visitor, request)
                check(world, visitor, request, answer)
                if visitor.may_know.isdisjoint(protected) and answer.startswith("200"):
                    shown[visitor][request] = answer
        transaction.set_rollback(True)
    assert len(shown) > 10
    for visitor, answers in shown.items():
        for request, with_protected in answers.items():
            tried["lists compared with a borough in which nothing is protected"] += 1
            same(with_protected, answer_to(visitor, request), f"{request} for {visitor}")


def test_a_matter_tells_nobody_who_may_not_know_so_much_as_that_it_is_there(
    world: World, tried: Counter[str]
) -> None:
    world.protect()
    world.learn()
    addresses = Addresses(world)
    for visitor in world.looking:
        nothing: dict[str, tuple[str, int]] = {}
        answer_to(visitor, Request("GET", "/"))  # a session that begins is kept, once
        for request in asked_here(world, visitor, (*addresses.of_matters(), *addresses.calls())):
            if request.of is None or (request.is_call and visitor.system is None):
                continue
            answer, queries = counted(visitor, request)
            check(world, visitor, request, answer)
            if request.of.reference in visitor.may_know:
                tried["matters known"] += 1
                continue
            tried["matters not to be known"] += 1
            elsewhere = request.elsewhere()
            if str(elsewhere) not in nothing:
                nothing[str(elsewhere)] = counted(visitor, elsewhere)
            what = f"{request} for {visitor}"
            expected, as_many = nothing[str(elsewhere)]
            same(answer.replace(request.of.reference, not_there(request.of)), expected, what)
            if queries != as_many:  # something that is kept for a minute ran out between the two
                queries, as_many = counted(visitor, request)[1], counted(visitor, elsewhere)[1]
            assert queries == as_many, f"{what} asks the database more, or less, than for what is not there"


def test_no_call_and_no_mail_and_no_table_tells_more_than_the_facts_allow(
    world: World, tried: Counter[str]
) -> None:
    world.protect()
    secrets = must_not_be_read(world.learn())
    addresses = Addresses(world)
    for visitor in world.looking:
        for request in asked_here(world, visitor, addresses.calls()):
            if request.of is None and visitor.system is not None:
                tried["calls"] += 1
                check(world, visitor, request, answer_to(visitor, request))
    for message in mail.outbox:
        tried["mails"] += 1
        words = {one for one in tokens_in(str(message.message())) if one.startswith("zq")}
        assert not words, f"a mail to {message.to} tells {words}"
    tried["words looked for in every table"] += len(secrets)
    assert found(secrets) == set(), "whoever reads these tables without the keys reads what is protected"


def test_the_second_lock_alone_shows_nothing_it_should_not(
    world: World, tried: Counter[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The house forgets to ask who may read: the database still does."""
    world.protect()
    protected = world.learn()
    monkeypatch.setattr(access, "allows", lambda *_: True)
    monkeypatch.setattr(access, "require", lambda *_: None)
    for module in [one for name, one in sys.modules.items() if name.startswith("wardmote.")]:
        if getattr(module, "readable_by", None) is permissions.readable_by:
            monkeypatch.setattr(module, "readable_by", lambda _actor: Q())
        if getattr(module, "readable_both_by", None) is permissions.readable_both_by:
            monkeypatch.setattr(module, "readable_both_by", lambda _actor: Q())
    addresses = Addresses(world)
    for visitor in world.looking[:: 9 if THOROUGH == 1 else 1]:
        if visitor.system is None:
            continue
        for request in (*addresses.lists(), *addresses.of_matters(), *addresses.calls()):
            if request.method == "GET" and "set-up" not in request.path:
                tried["reads with the filters of the house switched off"] += 1
                answer = answer_to(visitor, request)
                if not request.path.startswith(_READ_BY_THE_HOUSE):
                    check(world, visitor, request, answer)
                hidden = protected - visitor.may_know - tokens_in(str(request))
                assert hidden.isdisjoint(tokens_in(answer)), f"{request} for {visitor}"
