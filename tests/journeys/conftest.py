"""A real browser at a real server, for what a person does from beginning to end.

A main job runs at a phone's width and at a desk's, with JavaScript and without; the others on the phone with it and
at the desk without (`in_two_looks`). With JavaScript every page they come to is looked at by axe (WCAG 2.0 to 2.2,
A and AA); a phone's page is also drawn 320 pixels wide, and none may scroll sideways. WARDMOTE_BROWSER names the
chromium; without one the journeys are skipped, aloud. With WARDMOTE_PICTURES=FOLDER a picture of every page is kept
there.
"""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Locator, Page, sync_playwright
from tests import factories as make

from wardmote.kernel.actor import Actor
from wardmote.shared.accounts.models import Person
from wardmote.shared.partnerships.rules import RoleName

os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"

BROWSER = os.environ.get("WARDMOTE_BROWSER") or shutil.which("chromium")
PICTURES = os.environ.get("WARDMOTE_PICTURES")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
PHONE, DESK, HEIGHT = 390, 1280, 900
NARROWEST = 320
"""Pixels: what is left of 1280 when a page is enlarged four times (WCAG 1.4.10)."""
STEP = 10_000
"""Milliseconds that anything may take in a browser before the journey fails."""

in_two_looks = pytest.mark.parametrize("visitor", ["phone", "desk-plain"], indirect=True)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(item.path).parent.name == "journeys":
            item.add_marker(pytest.mark.journey)
            item.add_marker(pytest.mark.django_db(transaction=True))
            if not BROWSER:
                item.add_marker(
                    pytest.mark.skip(reason="NO BROWSER: install chromium or set WARDMOTE_BROWSER")
                )


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=BROWSER,
            args=[
                "--no-sandbox",
                "--disable-gpu",
                "--disable-background-networking",
                "--disable-component-update",
            ],
        )
        yield chromium
        chromium.close()


class Visitor:
    """Somebody at a browser."""

    def __init__(self, page: Page, context: BrowserContext, address: str, look: str) -> None:
        self.page, self._context, self.address, self._look = page, context, address, look
        self.has_script = not look.endswith("plain")
        self._seen = 0

    def becomes(self, actor: Actor) -> None:
        """Sign in as somebody, without the form."""
        client = Client()
        client.force_login(Person.objects.get(pk=actor.known_person_id))
        cookie = client.cookies[settings.SESSION_COOKIE_NAME]
        self._context.clear_cookies()
        self._context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": self.address}])

    def leaves(self) -> None:
        """Sign out, without the button."""
        self._context.clear_cookies()

    def goes_to(self, path: str) -> None:
        """Open an address, and look at the page."""
        answer = self.page.goto(self.address + path)
        assert answer is not None
        assert answer.status < 400, f"{path}: {answer.status}"
        self.looks()

    def presses(self, name: str, *, within: str = "main") -> None:
        """Press a button by its words, and look at the page that comes."""
        self._leaves_by(self.page.locator(within).get_by_role("button", name=name, exact=True))

    def follows(self, name: str, *, within: str = "body") -> None:
        """Follow a link by its words, and look at the page that comes."""
        self._leaves_by(self.page.locator(within).get_by_role("link", name=name))

    def sees(self, words: str) -> None:
        """The words stand on the page, and can be seen."""
        self.page.get_by_text(words).filter(visible=True).first.wait_for()

    def opens(self, words: str) -> None:
        """Open a part that is folded away."""
        self.page.locator("summary").filter(has_text=words).first.click()

    def looks(self) -> None:
        """No fault that axe can find, no sideways scroll."""
        self._seen += 1
        if PICTURES:
            name = f"{os.environ['PYTEST_CURRENT_TEST'].split('::')[1].split('[')[0]}-{self._look}-{self._seen:02}.png"
            # Hiding the caret would put a style of the camera's own into the page, which our policy refuses.
            self.page.screenshot(path=str(Path(PICTURES) / name), full_page=True, caret="initial")
        self._fits()
        if self._look.startswith("phone"):
            self.page.set_viewport_size({"width": NARROWEST, "height": HEIGHT})
            self._fits()
            self.page.set_viewport_size({"width": PHONE, "height": HEIGHT})
        if not self.has_script:
            return
        found = Axe().run(
            self.page, options={"runOnly": {"type": "tag", "values": RULES}, "resultTypes": ["violations"]}
        )
        assert found.violations_count == 0, f"{self.page.url}\n{found.generate_report()}"

    def _leaves_by(self, way: Locator) -> None:
        # A click returns before the browser has left: whoever then asks about "the page" may ask the old one,
        # or the moment between the two.
        with self.page.expect_navigation(wait_until="load"):
            way.first.click()
        self.looks()

    def _fits(self) -> None:
        wide = self.page.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
        assert wide[0] <= wide[1] + 1, f"{self.page.url} scrolls sideways: {wide[0]} pixels in {wide[1]}"


@pytest.fixture(params=["phone", "desk", "phone-plain", "desk-plain"])
def visitor(request: pytest.FixtureRequest, browser: Browser, live_server) -> Iterator[Visitor]:
    """Somebody at a phone or a desk; plain is without JavaScript."""
    look: str = request.param
    context = browser.new_context(
        viewport={"width": PHONE if look.startswith("phone") else DESK, "height": HEIGHT},
        java_script_enabled=not look.endswith("plain"),
        locale="en-GB",
        timezone_id="Europe/London",
    )
    context.set_default_timeout(STEP)
    page = context.new_page()
    wrong: list[str] = []
    page.on(
        "console", lambda said: wrong.append(said.text) if "Content Security Policy" in said.text else None
    )
    page.on("pageerror", lambda error: wrong.append(str(error)))
    yield Visitor(page, context, live_server.url, look)
    context.close()
    assert not wrong, wrong


class SmallBorough:
    """Two teams in one ward, and somebody at each."""

    def __init__(self) -> None:
        self.partnership = make.a_partnership()
        self.ward = make.a_ward()
        self.category = make.a_category()
        self.housing, self.cleansing = (
            make.a_team("Larkfield repairs desk"),
            make.a_team("Streets and cleansing"),
        )
        make.a_remit(self.cleansing, self.category, self.ward)
        self.worker = make.an_actor(RoleName.WORKER, team=self.housing, name="Wanda Worker")
        self.officer = make.an_actor(RoleName.DUTY_OFFICER, team=self.cleansing, name="Otto Officer")


@pytest.fixture
def borough() -> SmallBorough:
    return SmallBorough()
