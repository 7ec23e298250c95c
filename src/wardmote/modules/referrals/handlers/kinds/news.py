"""What whoever recorded or sent something hears of it, in words for them."""

from wardmote.shared.messaging.ports import MessageKind

from ...rules import Notice
from .gaps import gaps, key_of


def _news(
    notice: Notice, name: str, about: str, subject: str, news: str, more: str, named: str
) -> MessageKind:
    """A message to whoever reported it."""
    return MessageKind(
        key=key_of(notice),
        name=name,
        about=f"To whoever recorded it or sent it, {about}",
        subject=f"{subject}: ((category)), ((reference))",
        body=f"You reported ((reference)), ((category)).\n\n{news} {more}".strip() + "\n\n((link))",
        desk=f"((category)), ((reference)). {news}",
        placeholders=gaps(f"reference category {named}"),
    )


NEWS = (
    _news(
        Notice.NEWS_SENT,
        "To the referrer: passed on",
        "when a colleague passed it on.",
        "Passed on",
        "It has been passed to ((team)).",
        "You will hear when they have it.",
        "team",
    ),
    _news(
        Notice.NEWS_RECEIVED,
        "To the referrer: received",
        "when the team says that they have it.",
        "Received",
        "((team)) has received it.",
        "They decide what to do, and you will hear.",
        "team",
    ),
    _news(
        Notice.NEWS_TAKEN_ON,
        "To the referrer: taken on",
        "when the team takes it on.",
        "Taken on",
        "((team)) has taken it on.",
        "They act on it, and you will hear how it goes.",
        "team",
    ),
    _news(
        Notice.NEWS_ASKED,
        "To the referrer: a question was asked",
        "when the team asks and somebody else is to answer.",
        "A question was asked",
        "((team)) has asked ((sender)) a question about it.",
        "If you know more, add it on its page.",
        "team sender",
    ),
    _news(
        Notice.NEWS_NOTED,
        "To the referrer: how it goes",
        "when the team writes how it goes.",
        "There is news",
        "((team)) has written how it goes.",
        "Read it on its page.",
        "team",
    ),
    _news(
        Notice.NEWS_PAUSED,
        "To the referrer: paused",
        "when the team must wait for something.",
        "Paused",
        "((team)) has paused it until ((until)). ((why))",
        "",
        "team until why",
    ),
    _news(
        Notice.NEWS_RETURNED,
        "To the referrer: sent back",
        "when the team sends it back.",
        "Sent back",
        "((team)) has sent it back to ((sender)): ((why)).",
        "They now answer, send it to another team, or close it with a reason. You will hear.",
        "team sender why",
    ),
    _news(
        Notice.NEWS_PASSED_ON,
        "To the referrer: another team has it",
        "when it goes on to another team.",
        "With another team",
        "It is with ((to)) now.",
        "They deal with it from here, and you will hear from them.",
        "to",
    ),
    _news(
        Notice.NEWS_WITH_COORDINATOR,
        "To the referrer: the coordinator settles it",
        "when it is not clear whose it is.",
        "With the coordinator",
        "It is not clear yet who deals with it. The partnership’s coordinator settles that.",
        "You will hear who does.",
        "",
    ),
    _news(
        Notice.NEWS_UNANSWERED,
        "To the referrer: nobody answered",
        "when the team let its time run out.",
        "Nobody answered",
        "Nobody at ((team)) answered in time. It is with ((desk)) now.",
        "They must send it to another team, or close it with a reason. You will hear.",
        "team desk",
    ),
    _news(
        Notice.NEWS_CLOSED,
        "To the referrer: closed",
        "when it is closed: what was done, or why not.",
        "Closed",
        "((by)) has closed it. ((outcome))",
        "Its page says what was done, or why not. If that is not right, say so there.",
        "by outcome",
    ),
    _news(
        Notice.NEWS_WITHDRAWN,
        "To the referrer: taken back",
        "when the sending team takes it back.",
        "Taken back",
        "((sender)) has taken it back. ((why))",
        "",
        "sender why",
    ),
    _news(
        Notice.NEWS_REOPENED,
        "To the referrer: opened again",
        "when it is opened again.",
        "Opened again",
        "It has been opened again, because it is not done after all. It is with ((desk)) now.",
        "You will hear how it goes.",
        "desk",
    ),
)
