"""Links by which a team without accounts answers: what one opens, and what became of those of a referral."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from wardmote.kernel import access
from wardmote.kernel.actor import Actor
from wardmote.kernel.clock import now
from wardmote.kernel.database import as_system
from wardmote.kernel.secret_links import number_in
from wardmote.shared.messaging import queries as messaging
from wardmote.shared.partnerships import queries as partnerships
from wardmote.shared.partnerships.rules import Sensitivity, answer_key

from ..adapters.link_mail import LINK_MAIL, occasion_of
from ..models import AnswerLink, Referral
from ..permissions import Permission, readable_by
from ..rules import OPEN_STATES
from ..rules.links import LINKS, SESSIONS, Ended, LinkFacts, LinkState, link_state

_SHOWN = 20


@dataclass(frozen=True)
class InHand:
    """What somebody holds who comes with a link's secret, or with that of its session."""

    link: AnswerLink
    state: LinkState
    is_in: bool
    """They have proved the mailbox, and their time is not over."""
    was_in: bool = False
    """They had, and it is."""

    @property
    def may_ask_for_another(self) -> bool:
        """Whether a new link can be mailed to the team's mailbox: not once there is nothing to answer."""
        return self.state not in {LinkState.GONE, LinkState.OVER}


def link_in_hand(*, secret: str, session: str, number: int = 0) -> InHand | None:
    """What a link's secret, or that of a session begun with it, stands for. None, as for a link that never was, where
    neither is right, or where the team is not to be reached by it any more.

    Asked with the eyes of the system, because nobody has proved to be anybody yet. One query and the same sums
    whatever the answer, so that the time it takes tells nothing.
    """
    number = number or number_in(secret)
    with as_system("a link says of itself what it opens"):
        link = AnswerLink.objects.filter(pk=number).select_related("team__organisation", "referral").first()
        made = link or AnswerLink(pk=number, nonce="", session_nonce="")
        holds_link = LINKS.opens(secret, number, made.nonce)
        holds_session = SESSIONS.opens(session, number, made.session_nonce)
        if link is None or not (holds_link or (holds_session and link.session_nonce)):
            return None
        state = state_of(link)
    if state is LinkState.GONE:
        return None
    began = holds_session and bool(link.session_nonce)
    lasts = link.session_ends_at is not None and now() < link.session_ends_at
    is_in = began and lasts and link.referral.receiver_team_id == link.team_id
    return InHand(link=link, state=state, is_in=is_in, was_in=began and not is_in)


def newest_link_of(held: InHand) -> AnswerLink | None:
    """The newest link that was mailed to the same mailbox after the one in hand, if one was."""
    with as_system("a link says of itself what took its place"):
        later = AnswerLink.objects.filter(
            referral=held.link.referral_id,
            mailbox=held.link.mailbox,
            pk__gt=held.link.pk,
            opened_at__isnull=True,
        )
        return later.filter(ended_at__isnull=True, expires_at__gt=now()).order_by("-pk").first()


def state_of(link: AnswerLink) -> LinkState:
    """What becomes of somebody who comes with this link now. The caller sees its referral and fetched its team."""
    team, referral = link.team, link.referral
    return link_state(
        LinkFacts(
            expires_at=link.expires_at,
            opened=link.opened_at is not None,
            ended=Ended(link.ended_because) if link.ended_because else None,
            reaches=team.answers_by_link
            and team.email.casefold() == link.mailbox.casefold()
            and partnerships.is_standing(team),
            to_answer=is_to_answer(referral) and referral.receiver_team_id == link.team_id,
        ),
        now(),
    )


def is_to_answer(referral: Referral) -> bool:
    """Whether its receiver owes an answer that may be asked for by link: never of a protected matter."""
    return referral.state in OPEN_STATES and referral.sensitivity != Sensitivity.PROTECTED


def actor_by_link(link: AnswerLink) -> Actor:
    """The team, as it acts by this link: it reads this one referral and what hangs on it, by no other key."""
    return Actor(
        id=f"team:{link.team_id}",
        name=f"{link.team}, by link",
        keys=(answer_key(link.referral_id),),
        standing=f"{link.team}, by link",
        via=f"link:{link.pk}",
    )


def link_of(actor: Actor) -> int | None:
    """The link that an actor acts by, if they do."""
    kind, _, number = actor.via.partition(":")
    return int(number) if kind == "link" else None


def links_of(actor: Actor, referral: Referral) -> Sequence[AnswerLink]:
    """The links that were mailed about a referral, the newest first, at most twenty. Raises NotAllowed."""
    access.require(actor, Permission.READ_REFERRAL, referral)
    found = AnswerLink.objects.filter(readable_by(actor), referral=referral).select_related("team")
    return list(found.order_by("-issued_at", "-pk")[:_SHOWN])


def mail_of_links(actor: Actor, links: Sequence[AnswerLink]) -> Mapping[int, messaging.Fate]:
    """What became of the mail with each of these links, by the link's number. The actor has been shown them."""
    fates = messaging.fates_of(actor, kind=LINK_MAIL, occasions=[occasion_of(link) for link in links])
    return {link.pk: fates[occasion_of(link)] for link in links if occasion_of(link) in fates}
