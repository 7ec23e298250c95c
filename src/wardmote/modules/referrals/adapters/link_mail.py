"""What a team without accounts gets by mail: a link, and the code that opens it. Neither is kept anywhere.

The mails name the team, a number and a time: nothing of the matter, and nobody.
"""

from collections.abc import Mapping
from urllib.parse import quote

from wardmote.kernel.clock import now
from wardmote.kernel.database import as_system
from wardmote.kernel.ui import words
from wardmote.shared.messaging.ports import MessageKind, Placeholder

from ..models import AnswerLink
from ..rules.links import CODES, LINKS, Cause

LINK_MAIL = "referrals.answer_link"
CODE_MAIL = "referrals.answer_code"
ACCOUNT_ASKED_FOR = "referrals.account_asked_for"
ACCOUNT_REFUSED = "referrals.account_refused"

_NEWS: Mapping[str, str] = {
    Cause.SENT: "A partner has sent you something, and waits for an answer.",
    Cause.ANSWERED: "The partner who sent you something has answered your question.",
    Cause.REMINDED: "Something that was sent to you has not been answered, and is nearly out of time.",
    Cause.LATE: "Something that was sent to you has not been answered, and its time has run out.",
    Cause.RESUMED: "The clock runs again on something that was paused.",
    Cause.REOPENED: "Something that you had answered was opened again.",
    Cause.HANDED_OVER: "Work of another team was handed over to you.",
    Cause.MAILBOX: "Something waits for an answer. Its link went to your old address, and does not work any more.",
    Cause.ASKED_FOR: "You asked for a new link. The one before does not work any more.",
    Cause.SENT_AGAIN: "The partner who waits for you has sent the link again. The one before does not work any more.",
}


def occasion_of(link: AnswerLink) -> str:
    """By what messaging knows the mail with a link."""
    return f"link:{link.pk}"


def said_of(link: AnswerLink) -> Mapping[str, str]:
    """What fills the mail with a link."""
    return {
        "news": _NEWS[link.cause],
        "reference": link.referral.reference,
        "until": words.public_time(link.expires_at, now=now()),
    }


def path_of(given: str) -> str:
    """The path of a link, from its number: made each time the mail is sent, because its secret is not kept."""
    with as_system("a link is made anew whenever it is mailed"):
        link = AnswerLink.objects.get(pk=int(given))
    return f"/a/{quote(LINKS.secret_for(link.pk, link.nonce))}"


def code_given_as(link: AnswerLink) -> str:
    """What a code is made from when its mail is sent."""
    return f"{link.pk}:{link.code_nonce}"


def code_from(given: str) -> Mapping[str, str]:
    """The code, from what it is made from."""
    number, _, nonce = given.partition(":")
    code = CODES.code_for(int(number), nonce)
    return {"code": f"{code[:3]} {code[3:]}"}


def page_from(given: str) -> str:
    """The page on which the code is typed, in the browser that asked for it."""
    return f"/a/{given.partition(':')[0]}"


KINDS = (
    MessageKind(
        key=LINK_MAIL,
        name="A link for a team without accounts",
        about="When a referral is sent to a team that answers by link, and with each reminder.",
        subject="There is something for ((name))",
        body=(
            "((news))\n\n"
            "To see it and answer it, open this link:\n((link))\n\n"
            "You do not need an account. We will mail a code to this mailbox, so that only you can open it.\n"
            "The link works once, until ((until)). You can ask for a new one on the same page.\n\n"
            "If you telephone about it, its number is ((reference)).\n\n"
            "((partnership))"
        ),
        desk="There is something for ((name))",
        placeholders=(
            Placeholder(
                name="news",
                about="why this comes now, in a sentence",
                example=_NEWS[Cause.SENT],
                required=True,
            ),
            Placeholder(name="reference", about="the number of the referral", example="R-7K2M4-9QXPA"),
            Placeholder(
                name="until",
                about="how long the link works",
                example="Thursday 12 November, 5pm",
                required=True,
            ),
        ),
        secret_link=path_of,
    ),
    MessageKind(
        key=CODE_MAIL,
        name="A code that opens a link",
        about="When somebody opens the link that was mailed to a team without accounts.",
        subject="Your code for ((partnership))",
        body=(
            "Your code is ((code))\n\n"
            "Type it on the page from which you asked for it, within ten minutes:\n((link))\n\n"
            "Did nobody of ((name)) ask for a code? Then somebody else has your link. Do nothing: without this code it "
            "opens nothing. Never tell anybody the code, whoever asks."
        ),
        desk="Your code",
        placeholders=(
            Placeholder(name="code", about="the code, six digits", example="483 920", required=True),
        ),
        secret_link=page_from,
        secret_values=code_from,
    ),
    MessageKind(
        key=ACCOUNT_ASKED_FOR,
        name="Somebody who answers by link asks for an account",
        about="To the partnership’s administrators.",
        subject="((team)) asks for an account",
        body=(
            "Somebody at ((team)), which answers by link, asks for an account. Please invite them, or say why not:\n"
            "((link))\n"
        ),
        desk="Somebody at ((team)), which answers by link, asks for an account.",
        placeholders=(
            Placeholder(name="team", about="the team that answers by link", example="Lantern House"),
        ),
    ),
    MessageKind(
        key=ACCOUNT_REFUSED,
        name="No account for a team that answers by link",
        about="To the mailbox from which somebody asked for an account, when an administrator says no.",
        subject="About the account that ((name)) asked for",
        body=(
            "Somebody at ((name)) asked for an account at ((partnership)). The answer is no: ((why))\n\n"
            "Nothing else changes. When something comes for you, we mail you a link.\n\n((link))\n"
        ),
        desk="No account",
        placeholders=(
            Placeholder(
                name="why",
                about="why not, from a fixed list",
                example="For what comes to you, answering by link is enough.",
                required=True,
            ),
        ),
    ),
)
"""The kinds of mail that go to teams without accounts."""
