"""Another borough is set up by its files alone, and its people work in it from end to end (R1.1, R1.2, R1.4).

Nothing of the demo is used: the command, the pages, the mails and the jobs are the product's own.
"""

import re
import time
from html import unescape
from pathlib import Path

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from click.testing import CliRunner
from django.core import mail
from django.test import Client
from tests import factories as make
from tests.architecture.test_any_borough import of_the_demo

from wardmote.project import serve
from wardmote.project.cli import init
from wardmote.shared.partnerships.jobs import mail_links

pytestmark = pytest.mark.django_db

BRYNMOR = Path(__file__).parents[2] / "examples" / "partnership"
LINK = re.compile(r"http://localhost:8000(/invitation/\S+)")
PASSWORD = "seven slate roofs in rain"


class Somebody:
    """Somebody at a browser: what they read is kept, and none of it may name the demo's borough."""

    def __init__(self) -> None:
        self.client = Client()
        self.page = ""

    def opens(self, path: str) -> str:
        """Read a page, whatever it leads to."""
        return self._reads(self.client.get(path, follow=True))

    def sends(self, path: str, **fields: object) -> str:
        """Send a form, and read the page that comes."""
        sent = {"form_key": str(make.number()), **fields}
        return self._reads(self.client.post(path, sent, follow=True))

    def takes_up(self, link: str, email: str) -> None:
        """Choose a password behind the link, and sign in with it."""
        assert "Choose a password" in self.opens(link)
        assert "The role is yours" in self.sends(link, password=PASSWORD)
        self.sends("/account/login/", login=email, password=PASSWORD)

    def _reads(self, answer) -> str:
        assert answer.status_code == 200, answer
        self.page = unescape(answer.content.decode())
        assert of_the_demo(self.page) == []
        return self.page

    def found(self, pattern: str) -> str:
        """What the page says there."""
        found = re.search(pattern, self.page)
        assert found, self.page
        return found[1]


@pytest.fixture
def administrator_link(monkeypatch) -> str:
    """An empty database, the files of Brynmor, one command."""
    monkeypatch.setattr(serve, "bring_database_up_to_date", lambda: None)
    done = CliRunner().invoke(init.command, ["--from", str(BRYNMOR)])
    assert done.exit_code == 0, done.output
    assert of_the_demo(done.output) == []
    found = LINK.search(done.output)
    assert found
    return found[1]


def test_a_second_borough_works_from_its_files_alone(administrator_link):
    angharad = Somebody()
    angharad.takes_up(administrator_link, "angharad.pugh@brynmor.example")
    assert "Your role needs a second step" in angharad.opens("/set-up")
    angharad.opens("/account/2fa/totp/activate/")
    key = angharad.found(r'wm-key"[^>]*>([A-Z2-7 ]+)<').replace(" ", "")
    angharad.sends(
        "/account/2fa/totp/activate/", code=format_hotp_value(hotp_value(key, int(time.time()) // 30))
    )
    assert "Set up Brynmor" in angharad.opens("/set-up")
    assert "17 invited" in angharad.page
    for path in (
        "/",
        "/partnership",
        "/partnership/organisations",
        "/people",
        "/covered",
        "/privacy",
        "/areas",
    ):
        angharad.opens(path)

    mail_links(0)
    links = {letter.to[0]: LINK.search(letter.body) for letter in mail.outbox}
    assert not any(of_the_demo(letter.body) for letter in mail.outbox)
    bryn, carys = Somebody(), Somebody()
    for person, name in ((bryn, "bryn"), (carys, "carys")):
        email = f"{name}.invented@brynmor-council.example"
        person.takes_up(links[email][1], email)

    bryn.opens("/record")
    own = bryn.found(r'name="team" value="(\d+)"')
    bryn.sends(
        "/record",
        words="A heap of tyres behind the boat shed",
        category="fly-tip",
        place="52.2792, -4.0529",
        seriousness="2",
        band="3",
        sensitivity="open",
        channel="worker",
        team=own,
        next="yes",
    )
    assert "Morfa Isaf" in bryn.page
    assert "Takes fly-tipped rubbish in Morfa Isaf" in bryn.page
    suggested = bryn.found(r'name="teams" value="(\d+)"')
    reference = bryn.found(r"(?:observations|record)/(O-[\w-]+)")
    bryn.sends(
        f"/observations/{reference}/pass-on",
        teams=suggested,
        from_team=own,
        words="Please clear them",
        shares_photos="on",
    )
    assert "Streets, coast" in bryn.page

    assert "A heap of tyres" in carys.opens("/inbox")
    referral = carys.found(r"/referrals/(R-[\w-]+)")
    carys.opens(f"/referrals/{referral}")
    version = carys.found(r'name="version" value="(\d+)"')
    carys.sends(f"/referrals/{referral}", act="acknowledged", version=version)
    assert "Acknowledged" in bryn.opens("/observations/mine")
