"""A charity without accounts, and what comes to its mailbox."""

from __future__ import annotations

import re
from datetime import datetime
from urllib.parse import urlsplit

from django.core import mail
from django.test import Client
from tests import factories as make

from wardmote.kernel import clock
from wardmote.kernel.events import relay
from wardmote.modules.referrals.models import AnswerLink, Referral
from wardmote.shared.messaging import jobs as messaging
from wardmote.shared.partnerships.models import Team
from wardmote.shared.partnerships.rules import Intake, RoleName, Sensitivity

MAILBOX = "help@lantern.example"


def by_link(team: Team, mailbox: str = MAILBOX) -> Team:
    """The team answers by link."""
    team.intake, team.email = Intake.LINK, mailbox
    team.save()
    return team


class Charity:
    """Housing sends to a charity that answers by link."""

    def __init__(self, **category: object) -> None:
        make.a_partnership()
        self.housing = make.a_team("Housing")
        self.lantern = by_link(make.a_team("Lantern House"))
        self.worker = make.an_actor(RoleName.WORKER, team=self.housing, name="Wanda Worker")
        self.category = make.a_category(sensitivity=Sensitivity.PARTNERS, **category)  # type: ignore[arg-type]  # a test names its changes
        self.referral = self.another()

    def another(self) -> Referral:
        referral = make.a_referral(self.worker, self.housing, self.lantern, self.category)
        self.news()
        return referral

    def news(self) -> None:
        """Let the relay and the worker do what waits."""
        deliver_news()

    def link(self, referral: Referral | None = None) -> AnswerLink:
        """The newest link about it."""
        with make.everything():
            found = AnswerLink.objects.select_related("team", "referral").filter(
                referral=referral or self.referral
            )
            return found.order_by("-pk")[0]


def deliver_news() -> None:
    """Let the relay hand out what happened, and the worker send the mail."""
    relay.drain()
    messaging.send_due()


def newest_mail(to: str = MAILBOX) -> str:
    """The words of the newest mail to a mailbox."""
    return str([one for one in mail.outbox if one.to == [to]][-1].body)


def path_in(body: str) -> str:
    """The path of the link in a mail."""
    found = re.search(r"https?://\S+", body)
    assert found, body
    return urlsplit(found[0]).path


def code_in(body: str) -> str:
    """The code in a mail."""
    found = re.search(r"\b(\d{3} \d{3})\b", body)
    assert found, body
    return found[1]


class Mailbox:
    """Somebody who reads the charity's mailbox, at a browser of their own."""

    def __init__(self, client: Client | None = None, to: str = MAILBOX) -> None:
        self.client, self.to = client or Client(), to
        self.page = ""

    def opens(self, path: str = "") -> str:
        """Follow the link of the newest mail, or another. Gives the words of the page."""
        path = path or path_in(newest_mail(self.to))
        answer = self.client.get(path)
        assert answer.status_code == 302
        self.page = answer.headers["Location"]
        return self.looks()

    def looks(self) -> str:
        """Look at the page again."""
        self.answer = self.client.get(self.page)
        return self.answer.content.decode()

    def does(self, **given: str) -> str:
        """Send a form of the page, and follow where it leads."""
        self.answer = self.client.post(self.page, {"form_key": str(make.number()), **given}, follow=True)
        return self.answer.content.decode()

    def proves(self) -> str:
        """Ask for the code, read it in the mailbox, type it."""
        self.does(do="code")
        deliver_news()
        return self.does(do="prove", code=code_in(newest_mail(self.to)))


def at(moment: datetime) -> object:
    """The clock at a moment."""
    return clock.fixed(moment)
