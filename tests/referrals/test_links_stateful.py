"""Whatever is done with links, one opens only for who holds the mailbox now, once, in its time (R2.4).

A model keeps in a few lines what should be so; the database, driven by the real actions, must agree after every step.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from tests import factories as make
from tests.referrals.links import MAILBOX, Charity

from wardmote.kernel import clock
from wardmote.kernel.actor import NOBODY, system
from wardmote.kernel.database import as_actor
from wardmote.modules.referrals import actions, queries
from wardmote.modules.referrals.models import AnswerLink, Referral
from wardmote.modules.referrals.rules import OPEN_STATES, Conflict
from wardmote.modules.referrals.rules.links import (
    CODE_LASTS,
    CODES,
    LINKS,
    MOST_CODES,
    MOST_TRIES,
    SESSION_LASTS,
    LinkState,
)
from wardmote.shared.partnerships.models import Team

pytestmark = pytest.mark.django_db

BY = system("a history")
WAITS = st.sampled_from([0, 20, 40, 180, 3_000, 3_700, 86_400, 86_400 * 6, 86_400 * 31])
"""Seconds."""
WHICH = st.integers(0, 50)


@dataclass
class Modelled:
    """A link, as it should be."""

    pk: int
    secret: str
    mailbox: str
    until: datetime
    code: str = ""
    code_at: datetime | None = None
    codes: int = 0
    tries: int = 0
    spent: bool = False
    dead: bool = False
    session: str = ""
    session_until: datetime | None = None


class Links(RuleBasedStateMachine):
    """One history of one referral and its links."""

    charity: Charity
    tried: Counter[str]

    def __init__(self) -> None:
        super().__init__()
        self.undone = transaction.atomic()
        self.undone.__enter__()
        self.at = make.TUESDAY + timedelta(minutes=5)
        self.mailbox = MAILBOX
        self.links: list[Modelled] = []
        self.learn()
        self.tried["histories"] += 1

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.undone.__exit__(None, None, None)

    def learn(self) -> None:
        """Add the links that the database has and the model has not: the newest is the only one that opens."""
        with make.everything():
            new = AnswerLink.objects.filter(pk__gt=self.links[-1].pk if self.links else 0).order_by("pk")
            for link in new:
                secret = LINKS.secret_for(link.pk, link.nonce)
                self.links.append(Modelled(link.pk, secret, link.mailbox, link.expires_at))

    @property
    def is_open(self) -> bool:
        return make.fresh(self.charity.referral).state in OPEN_STATES

    def reaches(self, link: Modelled) -> bool:
        return link.mailbox == self.mailbox and not link.dead

    def opens(self, link: Modelled) -> bool:
        newest = link is self.links[-1]
        return self.reaches(link) and self.is_open and newest and not link.spent and self.at < link.until

    def is_in(self, link: Modelled) -> bool:
        return self.reaches(link) and link.session_until is not None and self.at < link.session_until

    def one(self, which: int) -> Modelled:
        """A link, the newest as often as all others together."""
        return self.links[-1] if which % 2 else self.links[which % len(self.links)]

    @rule(seconds=WAITS)
    def time_passes(self, seconds: int) -> None:
        self.at += timedelta(seconds=seconds)

    @rule()
    def the_sender_sends_again(self) -> None:
        with clock.fixed(self.at), as_actor(self.charity.worker):
            try:
                actions.send_link_again(by=self.charity.worker, referral=self.charity.referral)
            except Conflict:
                self.tried["refused"] += 1
        self.learn()

    @rule(which=WHICH)
    def somebody_asks_for_a_new_link(self, which: int) -> None:
        link = self.one(which)
        with clock.fixed(self.at):
            try:
                actions.ask_for_link(by=NOBODY, secret=link.secret)
                assert self.reaches(link)
                assert self.is_open
            except (Conflict, actions.LinkSpent):
                self.tried["refused"] += 1
        self.learn()

    @rule(which=WHICH)
    def somebody_asks_for_a_code(self, which: int) -> None:
        link = self.one(which)
        with clock.fixed(self.at):
            try:
                actions.send_code(by=NOBODY, secret=link.secret)
            except Conflict:
                return
            except actions.LinkSpent:
                assert not self.opens(link)
                return
        assert self.opens(link)
        if link.codes == MOST_CODES:
            link.spent = True
            return
        with make.everything():
            link.code = CODES.code_for(link.pk, AnswerLink.objects.get(pk=link.pk).code_nonce)
        link.code_at, link.tries, link.codes = self.at, 0, link.codes + 1

    @rule(which=WHICH, right=st.booleans())
    def somebody_types_a_code(self, which: int, right: bool) -> None:
        link = self.one(which)
        code = link.code if right and link.code else "not it"
        with clock.fixed(self.at):
            try:
                came = actions.prove_mailbox(by=NOBODY, secret=link.secret, code=code)
            except actions.LinkSpent:
                assert not self.opens(link)
                return
        assert self.opens(link)
        in_time = link.code_at is not None and self.at - link.code_at <= CODE_LASTS
        may = in_time and link.tries < MOST_TRIES
        assert (came.fault is None) == (may and code == link.code)
        if came.fault is None:
            link.spent, link.session, link.session_until = True, came.session, self.at + SESSION_LASTS
            self.tried["opened"] += 1
        elif may:
            link.tries += 1

    @rule(which=WHICH)
    def somebody_comes_in(self, which: int) -> None:
        self.somebody_asks_for_a_code(which)
        self.somebody_types_a_code(which, right=True)

    @rule(which=WHICH)
    def somebody_leaves(self, which: int) -> None:
        link = self.one(which)
        if self.is_in(link):
            with clock.fixed(self.at):
                actions.leave_link(by=NOBODY, session=link.session, number=link.pk)
            link.session_until = self.at

    @rule(back=st.booleans())
    def the_mailbox_changes(self, back: bool) -> None:
        self.mailbox = MAILBOX if back else f"box-{self.at.timestamp():.0f}@lantern.example"
        Team.objects.filter(pk=self.charity.lantern.pk).update(email=self.mailbox)

    @rule()
    def the_job_renews(self) -> None:
        with clock.fixed(self.at):
            actions.renew_links(by=BY, team=Team.objects.get(pk=self.charity.lantern.pk))
        with make.everything():
            dead = AnswerLink.objects.filter(ended_because="mailbox").values_list("pk", flat=True)
        for link in self.links:
            link.dead = link.dead or link.pk in dead
            assert not (
                link.pk in dead and link.mailbox == self.mailbox and link is self.links[-1] and not link.dead
            )
        self.learn()

    @rule()
    def the_job_ends_what_ran_out(self) -> None:
        with clock.fixed(self.at):
            actions.end_links_run_out(by=BY)

    @precondition(lambda self: len(self.links) > 3 and self.is_open)
    @rule()
    def the_sender_takes_it_back(self) -> None:
        with clock.fixed(self.at), as_actor(self.charity.worker):
            actions.withdraw_referral(
                by=self.charity.worker, referral=Referral(pk=self.charity.referral.pk), reason="sorted-itself"
            )

    @invariant()
    def each_link_is_what_it_should_be(self) -> None:
        with clock.fixed(self.at):
            for link in self.links:
                held = queries.link_in_hand(secret=link.secret, session=link.session)
                assert (held is not None) == self.reaches(link)
                if held is not None:
                    assert (held.state is LinkState.OPENS) == self.opens(link)
                    assert held.is_in == self.is_in(link)
                    assert (held.state is LinkState.OVER) == (not self.is_open)
                assert queries.link_in_hand(secret=link.secret[:-1], session="", number=link.pk) is None
                self.tried["looks"] += 1

    @invariant()
    def at_most_one_opens(self) -> None:
        assert sum(self.opens(link) for link in self.links) <= 1


def test_whatever_happens_a_link_opens_once_in_its_time_for_who_holds_the_mailbox() -> None:
    with clock.fixed(make.TUESDAY):
        charity = Charity()
    machine = type("Links", (Links,), {"charity": charity, "tried": Counter()})
    settings = hypothesis_settings(
        max_examples=15,
        stateful_step_count=20,
        deadline=None,
        database=None,
        derandomize=True,
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(machine, settings=settings)
    assert machine.tried["opened"]
    assert machine.tried["looks"] > 300
