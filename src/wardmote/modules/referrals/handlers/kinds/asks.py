"""What a desk is told: something that it must do, or know."""

from wardmote.shared.messaging.ports import MessageKind

from ...rules import Notice
from .gaps import gaps, key_of

_DO_BY = "Please ((what)) by ((when))."


def _asks(
    notice: Notice, name: str, about: str, subject: str, desk: str, more: str, named: str = "what when"
) -> MessageKind:
    """A message to a desk. What is urgent may go out by text."""
    return MessageKind(
        key=key_of(notice),
        name=name,
        about=about,
        subject=f"{subject}: ((category)), ((reference))",
        body=f"{desk}\n\n{more}\n\n((link))".replace("\n\n\n\n", "\n\n"),
        text=f"{desk} ((link))",
        desk=desk,
        placeholders=gaps(f"reference category {named}"),
    )


ASKS = (
    _asks(
        Notice.NEW,
        "A referral arrives",
        "To everybody on duty at the team that is asked to act.",
        "For ((team))",
        f"((sender)) has passed ((reference)), ((category)), to ((team)). {_DO_BY}",
        "Anybody on duty can claim it.",
        "team sender what when",
    ),
    _asks(
        Notice.HANDED_OVER,
        "Work is handed over",
        "To everybody on duty at the team that takes another team’s place in a referral.",
        "Handed over to ((to))",
        "((to)) has taken the place of ((from)) in ((reference)), ((category)).",
        "Its whole story came with it, and its clock runs on.",
        "from to",
    ),
    _asks(
        Notice.REMINDER,
        "Nearly out of time",
        "When most of the time has gone: to whoever claimed it, or to everybody on duty.",
        "Nearly out of time",
        f"((reference)), ((category)), is nearly out of time. {_DO_BY}",
        "",
    ),
    _asks(
        Notice.LATE,
        "Out of time: the desk",
        "When a deadline has passed: to everybody on duty where it lies.",
        "Out of time",
        "The time for ((reference)), ((category)), has run out. Please ((what)) now: it was due by ((when)).",
        "If nobody does, it goes up.",
    ),
    _asks(
        Notice.LATE_LEAD,
        "Out of time: the team lead",
        "When nobody on the desk has answered: to the team’s lead.",
        "((desk)) is late",
        "((desk)) is late with ((reference)), ((category)). Somebody must ((what)): it was due by ((when)).",
        "Please see that somebody does. If nobody does, it goes up further.",
        "desk what when",
    ),
    _asks(
        Notice.LATE_COORDINATOR,
        "Out of time: the coordinator",
        "When the team’s lead has not moved it either: to the coordinator’s desk.",
        "((desk)) is late",
        "((desk)) is late with ((reference)), ((category)), from ((sender)). They must ((what)): it was due ((when)).",
        "Please ring them. If nothing happens, it goes back to its sender.",
        "desk sender what when",
    ),
    _asks(
        Notice.LATE_ADMINISTRATORS,
        "Out of time: the administrators",
        "When nobody else is left to hear of it: to the partnership’s administrators.",
        "((desk)) is late",
        "((desk)) is late with ((reference)), ((category)). They must ((what)): it was due ((when)).",
        "Nobody else is left to hear of it. Please find out who can act.",
        "desk what when",
    ),
    _asks(
        Notice.CLOCK_RUNS,
        "The clock runs again",
        "When a pause, or the wait for an answer, has ended by itself: to whoever claimed it, or to everybody on duty.",
        "The clock runs again",
        f"The clock of ((reference)), ((category)), runs again. {_DO_BY}",
        "",
    ),
    _asks(
        Notice.ASKED,
        "A question to the sender",
        "When the team asks something: to whoever sent it, or to everybody on duty at the sender’s.",
        "A question",
        "((team)) asks you something about ((reference)), ((category)). Please answer as soon as you can.",
        "If you cannot know it, say so: then they decide on what there is.",
        "team",
    ),
    _asks(
        Notice.ANSWERED,
        "The sender has answered",
        "To whoever claimed it, or to everybody on duty.",
        "Answered",
        f"((sender)) has answered about ((reference)), ((category)). {_DO_BY}",
        "",
        "sender what when",
    ),
    _asks(
        Notice.RETURNED,
        "A referral comes back",
        "To whoever sent it, or to everybody on duty at the sender’s.",
        "Sent back to you",
        f"((team)) has sent ((reference)), ((category)), back: ((why)). {_DO_BY}",
        "It is with ((sender)) again.",
        "team sender why what when",
    ),
    _asks(
        Notice.LAPSED,
        "Nobody answered: back with its sender",
        "To everybody on duty at the sender’s desk, or at the coordinator’s where the sender’s cannot hold it.",
        "Nobody answered",
        f"Nobody at ((team)) answered ((reference)), ((category)), in time. It is with ((desk)) now. {_DO_BY}",
        "",
        "team desk what when",
    ),
    _asks(
        Notice.TO_SETTLE,
        "The coordinator is called",
        "To everybody on duty at the coordinator’s desk.",
        "To settle",
        "You are asked to settle where ((reference)), ((category)), from ((sender)), belongs. "
        "Please do so by ((when)).",
        "Its page shows every team it has been with. Ring them, and decide.",
        "sender when",
    ),
    _asks(
        Notice.REOPENED,
        "Opened again",
        "When the sender says that it is not done after all: to everybody on duty where it lies.",
        "Opened again",
        f"((reference)), ((category)), was opened again, because it is not done after all. {_DO_BY}",
        "",
    ),
    _asks(
        Notice.WITHDRAWN,
        "Taken back by the sender",
        "To whoever claimed it, or to everybody on duty where it lay.",
        "Taken back",
        "((sender)) has taken ((reference)), ((category)), back: ((why)) There is nothing more for you to do.",
        "",
        "sender why",
    ),
)
