"""Links by which a team without accounts answers: mailed, opened with a code, renewed and ended (R2.4)."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple

from django.db import transaction

from wardmote.kernel import access
from wardmote.kernel.actor import Actor, system
from wardmote.kernel.audit.record import record
from wardmote.kernel.clock import now
from wardmote.kernel.database import as_system, lock
from wardmote.shared.messaging import actions as messaging
from wardmote.shared.partnerships import queries as partnerships
from wardmote.shared.partnerships.rules import answer_key

from ..adapters.link_mail import CODE_MAIL, LINK_MAIL, code_given_as, occasion_of, said_of
from ..audit import Audited
from ..models import AnswerLink, Referral, Step
from ..models.links import new_nonce
from ..permissions import Permission
from ..queries.links import InHand, is_to_answer, link_in_hand
from ..rules import OPEN_STATES, Conflict, desk_key
from ..rules.links import (
    CODES,
    MOST_CODES,
    MOST_TRIES,
    SESSION_LASTS,
    SESSIONS,
    Cause,
    CodeFault,
    Ended,
    LinkState,
    causes_link,
    check_code,
    check_sending,
    code_fault,
    counts_as_asked,
    works_until,
)
from .readers import let_read_like

if TYPE_CHECKING:
    from wardmote.shared.partnerships.models import Team

RENEW_LINKS_JOB = "referrals.renew_links"
_BY_ITSELF = system("answers by link")


class LinkSpent(Exception):
    """What somebody came with opens nothing now: the page says what there is instead."""


class Proved(NamedTuple):
    """What came of a code: why it does not open; or the secret of the session that it opened."""

    fault: CodeFault | None
    tries_left: int = 0
    session: str = ""


@transaction.atomic
def send_link(*, by: Actor, referral: Referral, position: int) -> AnswerLink | None:
    """Mail a link to the receiving team about a step, where it answers by link and the step is news to it.

    None, and nothing done, otherwise, or when it was mailed about this step before: so it may run twice.
    """
    access.require(by, Permission.KEEP_LINKS)
    with as_system("a mailbox outside has no eyes here"):
        referral = lock(referral)
        step = referral.steps.get(position=position)
        cause = causes_link(step.kind, step.reason, by_link=step.by_link_id is not None)
        if cause is None or not _goes_by_link(referral):
            return None
        if referral.links.filter(position=position).exists():
            return None
        link = _issue(by, referral, cause, position)
    record(Audited.LINK_SENT, by=by, subject=referral, link=link.pk, cause=cause.value)
    return link


@transaction.atomic
def send_link_again(*, by: Actor, referral: Referral) -> AnswerLink:
    """Mail a new link to the receiving team, because the sender asks. The old one works no more.

    Raises Conflict when one went out just now, or the team does not answer by link.
    """
    referral = lock(referral)
    access.require(by, Permission.SPEAK_FOR_SENDER, referral)
    with as_system("a mailbox outside has no eyes here"):
        if not _goes_by_link(referral):
            raise Conflict("Nothing was mailed: there is nothing that this team can answer by link now.")
        link = _issue_asked(by, referral, Cause.SENT_AGAIN)
    record(Audited.LINK_SENT, by=by, subject=referral, link=link.pk, cause=link.cause)
    return link


@transaction.atomic
def ask_for_link(*, by: Actor, secret: str, session: str = "", number: int = 0) -> AnswerLink:
    """Mail a new link to the same mailbox. Holding a link of the referral, used or run out, is the permission.

    Raises LinkSpent when it is none, or there is nothing to answer; Conflict when one went out just now.
    """
    with as_system("a mailbox outside has no eyes here"):
        held = _held(secret, session, number)
        if not held.may_ask_for_another:
            raise LinkSpent
        referral = lock(held.link.referral)
        if not _goes_by_link(referral):
            raise LinkSpent
        link = _issue_asked(by, referral, Cause.ASKED_FOR)
    record(Audited.LINK_SENT, by=by, subject=referral, link=link.pk, cause=link.cause)
    return link


@transaction.atomic
def send_code(*, by: Actor, secret: str, number: int = 0) -> AnswerLink:
    """Mail a code to the mailbox that a link went to. Holding the link is the permission; it opens nothing yet.

    Raises LinkSpent unless the link opens; Conflict when a code went out just now.
    """
    with as_system("a mailbox outside has no eyes here"):
        held = _held(secret, "", number)
        link = lock(held.link)
        if held.state is not LinkState.OPENS or link.opened_at or link.ended_at:
            raise LinkSpent
        check_code(sent=link.codes_sent, last_at=link.code_sent_at, now=now())
        if link.codes_sent >= MOST_CODES:
            _end(link, Ended.TRIES)
            record(Audited.LINK_ENDED, by=by, subject=held.link.referral, link=link.pk, why=Ended.TRIES.value)
            return link
        link.code_nonce, link.code_sent_at, link.tries = new_nonce(), now(), 0
        link.codes_sent += 1
        link.save(update_fields=["code_nonce", "code_sent_at", "tries", "codes_sent"])
        messaging.write_to(
            by=_BY_ITSELF,
            kind=CODE_MAIL,
            address=link.mailbox,
            name=held.link.team.name,
            link=code_given_as(link),
            once=f"code:{link.pk}:{link.codes_sent}",
            values={},
        )
    record(Audited.LINK_CODE_SENT, by=by, subject=held.link.referral, link=link.pk)
    return link


@transaction.atomic
def prove_mailbox(*, by: Actor, secret: str, code: str, number: int = 0) -> Proved:
    """Open a link by the code that was mailed. Holding both is the permission; from then on the link is used.

    A wrong code is counted and told of, not raised, so that the count stays. Raises LinkSpent unless the link opens.
    """
    with as_system("a mailbox outside has no eyes here"):
        held = _held(secret, "", number)
        link = lock(held.link)
        if held.state is not LinkState.OPENS or link.opened_at or link.ended_at:
            raise LinkSpent
        right = CODES.is_code(code, link.pk, link.code_nonce)
        fault = code_fault(right=right, sent_at=link.code_sent_at, tries=link.tries, now=now())
        if fault is None:
            link.opened_at, link.session_ends_at = now(), now() + SESSION_LASTS
            link.session_nonce, link.code_nonce = new_nonce(), ""
            link.save(update_fields=["opened_at", "session_ends_at", "session_nonce", "code_nonce"])
        elif fault is CodeFault.WRONG:
            link.tries += 1
            link.tries_in_all += 1
            link.save(update_fields=["tries", "tries_in_all"])
    what = Audited.LINK_CODE_WRONG if fault else Audited.LINK_OPENED
    record(what, by=by, subject=held.link.referral, link=link.pk, **({"why": fault.value} if fault else {}))
    if fault:
        return Proved(fault, tries_left=max(MOST_TRIES - link.tries, 0))
    return Proved(None, session=SESSIONS.secret_for(link.pk, link.session_nonce))


@transaction.atomic
def leave_link(*, by: Actor, session: str, number: int) -> None:
    """End the time that a code opened, because whoever opened it leaves. Holding its session is the permission."""
    with as_system("a mailbox outside has no eyes here"):
        held = _held("", session, number)
        if not held.is_in:
            return
        link = lock(held.link)
        link.session_ends_at = now()
        link.save(update_fields=["session_ends_at"])
    record(Audited.LINK_LEFT, by=by, subject=held.link.referral, link=link.pk)


@transaction.atomic
def renew_links(*, by: Actor, team: Team) -> int:
    """After a team's mailbox has changed: what went to another mailbox opens nothing from now on, and what still waits
    for the team is mailed to the new one. Gives how many links were mailed. It may run twice."""
    access.require(by, Permission.KEEP_LINKS)
    with as_system("what is mailed to a team's old mailbox must not open"):
        stale = AnswerLink.objects.filter(team=team, ended_at__isnull=True)
        if team.answers_by_link:
            stale = stale.exclude(mailbox__iexact=team.email)
        for link in stale.select_for_update(of=("self",)).order_by("pk"):
            _end(link, Ended.MAILBOX)
            record(Audited.LINK_ENDED, by=by, subject=link.referral, link=link.pk, why=Ended.MAILBOX.value)
        sent = 0
        waiting = Referral.objects.filter(receiver_team=team, state__in=sorted(OPEN_STATES)).order_by("pk")
        for referral in waiting.select_for_update(of=("self",)):
            if _goes_by_link(referral) and not referral.links.filter(ended_at__isnull=True).exists():
                link = _issue(by, referral, Cause.MAILBOX if referral.links.exists() else Cause.SENT)
                record(Audited.LINK_SENT, by=by, subject=referral, link=link.pk, cause=link.cause)
                sent += 1
    return sent


@transaction.atomic
def end_links_run_out(*, by: Actor, at_most: int = 500) -> int:
    """Keep of links that nobody opened in their time that they ran out. They open nothing by then anyhow."""
    access.require(by, Permission.KEEP_LINKS)
    with as_system("links end with time"):
        over = AnswerLink.objects.filter(
            ended_at__isnull=True, opened_at__isnull=True, expires_at__lte=now()
        ).order_by("expires_at", "pk")[:at_most]
        ended = 0
        for link in over.select_for_update(of=("self",), skip_locked=True):
            _end(link, Ended.EXPIRED)
            record(Audited.LINK_ENDED, by=by, subject=link.referral, link=link.pk, why=Ended.EXPIRED.value)
            ended += 1
    return ended


def _held(secret: str, session: str, number: int) -> InHand:
    held = link_in_hand(secret=secret, session=session, number=number)
    if held is None:
        raise LinkSpent
    return held


def _goes_by_link(referral: Referral) -> bool:
    team = referral.receiver_team
    return is_to_answer(referral) and team.answers_by_link and partnerships.is_standing(team)


def _issue_asked(by: Actor, referral: Referral, cause: Cause) -> AnswerLink:
    lately = referral.links.filter(issued_at__gt=now() - timedelta(days=1)).values_list("issued_at", "cause")
    check_sending([at for at, why in lately if counts_as_asked(why)], now())
    return _issue(by, referral, cause)


def _issue(by: Actor, referral: Referral, cause: Cause, position: int | None = None) -> AnswerLink:
    """Mail a new link about a locked referral; the one before works no more. Acts as the system."""
    team = referral.receiver_team
    for before in referral.links.filter(ended_at__isnull=True):
        _end(before, Ended.REPLACED)
    _let_answer(by, referral)
    link = AnswerLink.objects.create(
        referral=referral,
        team=team,
        mailbox=team.email,
        cause=cause,
        position=position,
        issued_at=now(),
        expires_at=works_until(referral.next_deadline_at, now()),
        readers=referral.readers,
    )
    messaging.write_to(
        by=_BY_ITSELF,
        kind=LINK_MAIL,
        address=link.mailbox,
        name=team.name,
        link=str(link.pk),
        once=occasion_of(link),
        values=said_of(link),
    )
    return link


def _end(link: AnswerLink, why: Ended) -> None:
    link.ended_at, link.ended_because = now(), why
    link.save(update_fields=["ended_at", "ended_because"])


def _let_answer(by: Actor, referral: Referral) -> None:
    """Let the key of the one referral open what the team's own key opens of it, and nothing else of the team's."""
    key, like = answer_key(referral.pk), desk_key(referral.receiver_team_id, referral.sensitivity)
    chain = [referral.pk, *referral.earlier]
    for one in Referral.objects.filter(pk__in=chain).exclude(readers__contains=[key]).order_by("pk"):
        one.readers = sorted({*one.readers, key})
        one.save(update_fields=["readers"])
        if one.pk == referral.pk:
            referral.readers = one.readers
    for step in Step.objects.filter(referral_id__in=chain, readers__contains=[like]).exclude(
        readers__contains=[key]
    ):
        step.readers = sorted({*step.readers, key})
        step.save(update_fields=["readers"])
    let_read_like(by=by, observation=lock(referral.observation), key=key, like=like)
