"""Who may read, record, pass on and answer. One predicate a line; lists are filtered by ``readable_by``."""

from collections.abc import Mapping
from enum import StrEnum

from django.db.models import Q

from wardmote.kernel import access
from wardmote.kernel.actor import Actor
from wardmote.shared.partnerships.rules import (
    ANY_PARTNER,
    COORDINATOR,
    ELECTED,
    MOVEMENT,
    RoleName,
    Sensitivity,
    answer_key,
    person_key,
)

from .models import ImportDraft, Observation, Override, Referral
from .rules import ObservationState, desk_key, may_look
from .rules.glass import MAY_BREAK


class Permission(StrEnum):
    """What can be allowed here."""

    READ_OBSERVATION = "referrals.read_observation"
    RECORD = "referrals.record"
    TELL = "referrals.tell"
    CHANGE_DRAFT = "referrals.change_draft"
    ADD = "referrals.add"
    PASS_ON = "referrals.pass_on"
    KEEP_CONSENT = "referrals.keep_consent"
    IDENTIFY = "referrals.identify"
    LOOK_AT_OVERRIDE = "referrals.look_at_override"
    READ_DISCLOSURES = "referrals.read_disclosures"
    END_OBSERVATION = "referrals.end_observation"
    SETTLE = "referrals.settle"
    READ_REFERRAL = "referrals.read_referral"
    SEE_LOOKS = "referrals.see_looks"
    BREAK_GLASS = "referrals.break_glass"
    KEEP_TRY = "referrals.keep_try"
    WATCH_LOOKS = "referrals.watch_looks"
    WATCH_DISCLOSURES = "referrals.watch_disclosures"
    WATCH_OVER = "referrals.watch_over"
    COMPARE = "referrals.compare"
    CORRECT = "referrals.correct"
    ERASE = "referrals.erase"
    CLAIM = "referrals.claim"
    RELEASE_FOR_LEAVER = "referrals.release_for_leaver"
    COVER = "referrals.cover"
    ANSWER = "referrals.answer"
    REDIRECT = "referrals.redirect"
    KEEP_NOTE = "referrals.keep_note"
    KEEP_LINKS = "referrals.keep_links"
    SPEAK_FOR_SENDER = "referrals.speak_for_sender"
    SEE_FLOW = "referrals.see_flow"
    EXPLAIN_SIGHT = "referrals.explain_sight"
    ASK_WHY = "referrals.ask_why"
    IMPORT = "referrals.import"
    HAND_OVER = "referrals.hand_over"
    KEEP_TIME = "referrals.keep_time"
    PUBLISH_COUNTS = "referrals.publish_counts"
    OPEN_IMPORT_FILE = "referrals.open_import_file"


def holds_a_key(actor: Actor, subject: object) -> bool:
    """The actor holds one of the keys of those who may read the row."""
    return isinstance(subject, Observation | Referral) and not set(subject.readers).isdisjoint(actor.keys)


def reads_observation(actor: Actor, subject: object) -> bool:
    """The actor holds a key to the observation."""
    return isinstance(subject, Observation) and holds_a_key(actor, subject)


def reads_referral(actor: Actor, subject: object) -> bool:
    """The actor holds a key to the referral."""
    return isinstance(subject, Referral) and holds_a_key(actor, subject)


def works_in_a_team(actor: Actor, _subject: object) -> bool:
    """The actor works in some team."""
    return any(role.scope.startswith("team:") for role in actor.roles)


def wrote_the_draft(actor: Actor, subject: object) -> bool:
    """The observation is still a draft and the actor wrote it."""
    return (
        isinstance(subject, Observation)
        and subject.state == ObservationState.DRAFT
        and actor.person_id is not None
        and subject.recorded_by_id == actor.person_id
    )


def wrote_the_observation(actor: Actor, subject: object) -> bool:
    """The actor recorded the observation."""
    return (
        isinstance(subject, Observation)
        and actor.person_id is not None
        and subject.recorded_by_id == actor.person_id
    )


def works_for_the_recorder(actor: Actor, subject: object) -> bool:
    """The actor's team is the one the observation was recorded for."""
    return (
        isinstance(subject, Observation)
        and subject.recorded_for_id is not None
        and desk_key(subject.recorded_for_id, subject.sensitivity) in actor.keys
    )


def is_second_to_look(actor: Actor, subject: object) -> bool:
    """The actor leads a team that reads the override, or is its safeguarding lead, and did not ask for it."""
    return (
        isinstance(subject, Override)
        and may_look(
            person_id=actor.person_id, asked_by_id=subject.asked_by_id, is_decided=bool(subject.decision)
        )
        and any(
            role.name in _SECOND_TO_LOOK
            and desk_key(number, subject.observation.sensitivity) in subject.readers
            for role in actor.roles
            for number in _team_of(role.scope)
        )
    )


_SECOND_TO_LOOK = frozenset({RoleName.TEAM_LEAD, RoleName.SAFEGUARDING_LEAD})


def may_look_at_overrides(actor: Actor) -> bool:
    """Whether the actor could be the second to look at anything at all."""
    return actor.holds(*_SECOND_TO_LOOK)


def _team_of(scope: str) -> list[int]:
    kind, _, number = scope.partition(":")
    return [int(number)] if kind == "team" else []


def works_for_receiver(actor: Actor, subject: object) -> bool:
    """The actor's team is asked to act. For a protected referral: the actor is its safeguarding lead."""
    return (
        isinstance(subject, Referral)
        and desk_key(subject.receiver_team_id, subject.sensitivity) in actor.keys
    )


def works_for_sender(actor: Actor, subject: object) -> bool:
    """The actor's team sent the referral. For a protected one: the actor is its safeguarding lead."""
    return (
        isinstance(subject, Referral) and desk_key(subject.sender_team_id, subject.sensitivity) in actor.keys
    )


def sent_it(actor: Actor, subject: object) -> bool:
    """The actor sent the referral, and it is not protected."""
    return (
        isinstance(subject, Referral)
        and actor.person_id is not None
        and subject.sent_by_id == actor.person_id
        and subject.sensitivity != Sensitivity.PROTECTED
    )


def holds_the_desk(actor: Actor, subject: object) -> bool:
    """The referral is on the desk of the actor's team now."""
    return (
        isinstance(subject, Referral)
        and subject.accountable_team_id is not None
        and desk_key(subject.accountable_team_id, subject.sensitivity) in actor.keys
    )


def has_claimed(actor: Actor, subject: object) -> bool:
    """The actor has claimed the referral, and works on the desk where it lies."""
    return (
        holds_the_desk(actor, subject)
        and isinstance(subject, Referral)
        and actor.person_id is not None
        and subject.claimed_by_id == actor.person_id
    )


def leads_in_the_case(actor: Actor, subject: object) -> bool:
    """The actor leads the team that sent the referral, was asked or answers; of a protected one, on safeguarding."""
    if not isinstance(subject, Referral):
        return False
    leads = [RoleName.SAFEGUARDING_LEAD]
    if subject.sensitivity != Sensitivity.PROTECTED:
        leads.append(RoleName.TEAM_LEAD)
    teams = (subject.sender_team_id, subject.receiver_team_id, subject.accountable_team_id)
    return any(actor.holds(*leads, scope=f"team:{team}") for team in teams)


def may_break_glass(actor: Actor, _subject: object) -> bool:
    """A person at a page, who is on duty in a team or leads it."""
    return actor.person_id is not None and not actor.via and actor.holds(*MAY_BREAK)


def is_anybody(_actor: Actor, _subject: object) -> bool:
    """Anybody, also who has no account."""
    return True


def is_somebody(actor: Actor, _subject: object) -> bool:
    """A person who is signed in."""
    return actor.person_id is not None


def protects_data(actor: Actor, _subject: object) -> bool:
    """The actor is a data protection officer."""
    return actor.holds(RoleName.DATA_PROTECTION_OFFICER)


def serves_a_request(actor: Actor, subject: object) -> bool:
    """Of what is protected, a safeguarding lead who reads it; of all else, a data protection officer."""
    if not isinstance(subject, Observation):
        return False
    if subject.sensitivity == Sensitivity.PROTECTED:
        return actor.holds(RoleName.SAFEGUARDING_LEAD) and holds_a_key(actor, subject)
    return protects_data(actor, subject)


def answers_by_link(actor: Actor, subject: object) -> bool:
    """The actor is the receiving team by a link to this one referral, which still lies with it and is not protected."""
    return (
        isinstance(subject, Referral)
        and answer_key(subject.pk) in actor.keys
        and actor.id == f"team:{subject.accountable_team_id}"
        and subject.sensitivity != Sensitivity.PROTECTED
    )


def sees_movement(actor: Actor, _subject: object) -> bool:
    """The actor holds a role that sees that work moves, without its words, or works at the coordinator's desk."""
    return MOVEMENT in actor.keys or COORDINATOR in actor.keys


def is_wardmote(actor: Actor, _subject: object) -> bool:
    """Wardmote itself acts: a job, or somebody at the server's own command line."""
    return actor.id.startswith("system:")


def administers(actor: Actor, _subject: object) -> bool:
    """The actor administers the partnership."""
    return actor.holds(RoleName.PARTNERSHIP_ADMINISTRATOR)


def uploaded_it(actor: Actor, subject: object) -> bool:
    """The actor uploaded the file."""
    return (
        isinstance(subject, ImportDraft)
        and actor.person_id is not None
        and subject.started_by_id == actor.person_id
    )


RULES: Mapping[StrEnum, access.Rule] = {
    Permission.READ_OBSERVATION: access.Rule(
        "An open observation is read by everybody who works for a partner; a partners' one by the teams in the case "
        "and its writer; "
        "a protected one by its writer and the safeguarding leads of the teams in the case.",
        reads_observation,
    ),
    Permission.RECORD: access.Rule("Everybody who works in a team records observations.", works_in_a_team),
    Permission.TELL: access.Rule(
        "Anybody may tell what they saw or heard, add to it and say that it is over, with the private link to it.",
        is_anybody,
    ),
    Permission.CHANGE_DRAFT: access.Rule(
        "A draft is changed, sent or thrown away by its writer.", wrote_the_draft
    ),
    Permission.ADD: access.Rule("Everybody who reads an observation may add to it.", reads_observation),
    Permission.PASS_ON: access.Rule(
        "Everybody who reads an observation and works in a team may pass it on.",
        access.all_of(reads_observation, works_in_a_team),
    ),
    Permission.KEEP_CONSENT: access.Rule(
        "Everybody who reads an observation and works in a team may write down consent, and that it was withdrawn.",
        access.all_of(reads_observation, works_in_a_team),
    ),
    Permission.IDENTIFY: access.Rule(
        "Everybody who works in a team and reads two observations, and something of a person in each, may say whether "
        "these are one person, and take it back. Nobody sees more of anybody by it.",
        access.all_of(reads_observation, works_in_a_team),
    ),
    Permission.LOOK_AT_OVERRIDE: access.Rule(
        "A lead or safeguarding lead of a team in the case, other than who asked, looks at an override; of a protected "
        "matter a safeguarding lead.",
        is_second_to_look,
    ),
    Permission.READ_DISCLOSURES: access.Rule(
        "The partnership administrator sees what kinds of data went to whom on what ground, never the content, and "
        "nothing of what is protected.",
        administers,
    ),
    Permission.END_OBSERVATION: access.Rule(
        "The writer, or the team it was recorded for, may say that an observation needs nothing more.",
        access.any_of(wrote_the_observation, works_for_the_recorder),
    ),
    Permission.SETTLE: access.Rule(
        "Wardmote itself ends an observation that lies on no desk when its issue is decided, and opens it again with"
        " it.",
        is_wardmote,
    ),
    Permission.READ_REFERRAL: access.Rule(
        "A referral is read by the teams in the case; an open one by every partner and elected member; its movement, "
        "without words, "
        "by those who watch that work moves. A protected one only by the safeguarding leads of the teams in the case.",
        reads_referral,
    ),
    Permission.SEE_LOOKS: access.Rule(
        "Whoever has claimed a referral, and the leads and safeguarding leads of its teams, see who has looked at it; "
        "at a protected one, only the safeguarding leads.",
        access.all_of(reads_referral, access.any_of(has_claimed, leads_in_the_case)),
    ),
    Permission.BREAK_GLASS: access.Rule(
        "Duty officers, team leads and safeguarding leads of any team may break the glass: open one record for an "
        "hour, with a reason; a protected one only safeguarding leads. The data protection officers are told.",
        may_break_glass,
    ),
    Permission.KEEP_TRY: access.Rule(
        "Whoever tries to break the glass and may not is refused, and that they tried is kept for the data protection "
        "officers.",
        is_somebody,
    ),
    Permission.CORRECT: access.Rule(
        "A data protection officer adds what is right to a record, when its person has asked their organisation for "
        "it; to a protected one its safeguarding leads.",
        serves_a_request,
    ),
    Permission.ERASE: access.Rule(
        "What is kept of a person is erased at their request by the data protection officer of the organisation that "
        "recorded it; of a protected record by a safeguarding lead who reads it.",
        serves_a_request,
    ),
    Permission.WATCH_LOOKS: access.Rule(
        "A data protection officer sees who broke the glass where it concerns their organisation, and how much each "
        "person of their organisation looked at.",
        protects_data,
    ),
    Permission.WATCH_DISCLOSURES: access.Rule(
        "A data protection officer sees what kinds of data their organisation told others of people, or was told, and"
        " on what ground; neither the record nor its content, and nothing of what is protected.",
        protects_data,
    ),
    Permission.WATCH_OVER: access.Rule(
        "Wardmote itself compares, each night, who looked with whom the records concern.", is_wardmote
    ),
    Permission.COMPARE: access.Rule(
        "Wardmote itself compares what all agencies recorded, to find patterns: what is protected only for those who"
        " may know of it.",
        is_wardmote,
    ),
    Permission.CLAIM: access.Rule(
        "Anybody of the team on whose desk it lies may claim a referral.", holds_the_desk
    ),
    Permission.RELEASE_FOR_LEAVER: access.Rule(
        "Wardmote itself gives back to the team what somebody had claimed who works there no more.",
        is_wardmote,
    ),
    Permission.COVER: access.Rule(
        "Wardmote itself gives what somebody had claimed who is away to the colleague who covers, or back to the team.",
        is_wardmote,
    ),
    Permission.ANSWER: access.Rule(
        "The team on whose desk it lies answers a referral: whoever works there, or whoever has proved that they hold "
        "the mailbox to which a link to this one referral was mailed.",
        access.any_of(holds_the_desk, answers_by_link),
    ),
    Permission.REDIRECT: access.Rule(
        "Anybody of the team on whose desk it lies passes a referral to another team; never by link.",
        holds_the_desk,
    ),
    Permission.KEEP_NOTE: access.Rule(
        "Anybody of the team on whose desk it lies keeps notes that only that team reads; never by link.",
        holds_the_desk,
    ),
    Permission.KEEP_LINKS: access.Rule(
        "Wardmote itself mails links to teams without accounts, and ends them.", is_wardmote
    ),
    Permission.SPEAK_FOR_SENDER: access.Rule(
        "The sending team, and whoever sent it, answer questions, withdraw and reopen.",
        access.any_of(works_for_sender, sent_it),
    ),
    Permission.SEE_FLOW: access.Rule(
        "Administrators, analysts, auditors, area managers and whoever works at the coordinator's desk see that work "
        "moves.",
        sees_movement,
    ),
    Permission.EXPLAIN_SIGHT: access.Rule(
        "Somebody at the server's own command line is told why anybody may or may not read a record.",
        is_wardmote,
    ),
    Permission.ASK_WHY: access.Rule(
        "Administrators, and data protection officers for people of their organisation, are told why somebody may or"
        " may not read a record, of those that they may know of themselves.",
        access.any_of(administers, protects_data),
    ),
    Permission.KEEP_TIME: access.Rule(
        "Wardmote itself lets silence climb its ladder, and works deadlines out anew when working time changes.",
        is_wardmote,
    ),
    Permission.PUBLISH_COUNTS: access.Rule(
        "Wardmote itself publishes how much was recorded when a quarter is over, with noise.",
        is_wardmote,
    ),
    Permission.HAND_OVER: access.Rule(
        "The partnership administrator, or Wardmote for them, hands a team's open work to another, unread.",
        access.any_of(is_wardmote, administers),
    ),
    Permission.IMPORT: access.Rule(
        "The partnership administrator, or somebody at the server's own command line, brings files in.",
        access.any_of(is_wardmote, administers),
    ),
    Permission.OPEN_IMPORT_FILE: access.Rule(
        "What an uploaded file holds is seen, mapped and imported by the administrator who uploaded it.",
        access.any_of(is_wardmote, access.all_of(administers, uploaded_it)),
    ),
}


def readable_by(actor: Actor) -> Q:
    """The same answer as READ_OBSERVATION and READ_REFERRAL, for lists."""
    return Q(readers__overlap=list(actor.keys))


def samples() -> list[object]:
    """What the rules are tried with, for the table of who may do what: matters in which team 1 has every part."""
    readers = {
        Sensitivity.OPEN: [ANY_PARTNER, ELECTED, MOVEMENT, 1],
        Sensitivity.PARTNERS: [MOVEMENT, 1, person_key(1)],
        Sensitivity.PROTECTED: [-1, person_key(1)],
    }
    made: list[object] = [ImportDraft(started_by_id=1), ImportDraft(started_by_id=2)]
    for sensitivity, keys in readers.items():
        words = sorted(set(keys) - {MOVEMENT, ELECTED})
        seen = Observation(
            pk=1,
            recorded_by_id=1,
            recorded_for_id=1,
            sensitivity=sensitivity,
            state=ObservationState.RECORDED,
            readers=words,
        )
        draft = Observation(pk=2, recorded_by_id=1, sensitivity=sensitivity, readers=[person_key(1)])
        sent = Referral(
            pk=1,
            sensitivity=sensitivity,
            sender_team_id=1,
            receiver_team_id=1,
            accountable_team_id=1,
            claimed_by_id=1,
            sent_by_id=1,
            readers=sorted(set(keys) - {person_key(1)}),
        )
        made += [seen, draft, sent, Override(observation=seen, asked_by_id=2, readers=[1, -1])]
    return made


def readable_both_by(actor: Actor) -> Q:
    """For what tells of two people: both must be the actor's to read of."""
    return Q(readers__overlap=list(actor.keys), second_readers__overlap=list(actor.keys))
