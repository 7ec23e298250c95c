"""Every component says in words what it shows, and carries no style or script of its own."""

import re
from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser

import pytest
from django.contrib.auth.models import AnonymousUser
from django.template import Context, Template, TemplateDoesNotExist
from django.test import RequestFactory

from wardmote.kernel import clock
from wardmote.kernel.ui.parts import ClockState, DeadlineView, Entry, EntryKind, Knot, KnotState
from wardmote.pages.gallery import gallery


def rendered(source: str, **context: object) -> str:
    return Template("{% load ui %}" + source).render(Context(context))


def said(source: str, **context: object) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", rendered(source, **context))).strip()


class Markup(HTMLParser):
    """Collects what the strict policy forbids, ids, and what points at them."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.forbidden: list[str] = []
        self.ids: list[str] = []
        self.pointed_at: set[str] = set()
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        self.forbidden += [f"{tag} {name}" for name in found if name == "style" or name.startswith("on")]
        if tag == "style" or (tag == "script" and "src" not in found):
            self.forbidden.append(tag)
        if "id" in found:
            self.ids.append(found["id"] or "")
        for name in ("for", "aria-describedby", "aria-labelledby", "data-shows"):
            self.pointed_at.update((found.get(name) or "").split())


@pytest.fixture(params=["", "?desk", "sent"])
def page(request: pytest.FixtureRequest, db: None) -> str:
    factory = RequestFactory()
    made = (
        factory.post("/gallery", {}) if request.param == "sent" else factory.get(f"/gallery{request.param}")
    )
    made.user = AnonymousUser()
    return bytes(getattr(gallery(made), "content")).decode()  # noqa: B009 (an answer has no such name for mypy)


def test_the_gallery_has_no_style_and_no_script_in_its_markup(page: str) -> None:
    assert Markup(page).forbidden == []


def test_what_is_pointed_at_in_the_gallery_is_there_once(page: str) -> None:
    markup = Markup(page)
    assert len(markup.ids) == len(set(markup.ids))
    assert markup.pointed_at <= set(markup.ids)


def test_an_unknown_icon_is_an_error() -> None:
    with pytest.raises(TemplateDoesNotExist):
        rendered('{% icon "dragon" %}')


def test_an_icon_is_hidden_from_screen_readers() -> None:
    assert 'aria-hidden="true"' in rendered('{% icon "lock" %}')


def test_a_priority_says_its_product() -> None:
    assert said("{% priority 4 4 %}") == "Priority 16 of 25"


def test_a_priority_shows_its_sum() -> None:
    words = said('{% priority_sum 4 3 "dangerous" "a street" %}')
    assert words == "Priority 12 out of 25 4 for how serious: dangerous × 3 for how many: a street = 12"


KNOTS = [
    Knot(name="Said", state=KnotState.DONE),
    Knot(name="Passed on", state=KnotState.NOW, note="acknowledged in 38 min"),
    Knot(name="Answered", state=KnotState.TO_COME),
]


def test_the_thread_says_what_is_done_now_and_to_come() -> None:
    words = said("{% thread knots %}", knots=KNOTS)
    assert "Said , done" in words
    assert "Passed on , now acknowledged in 38 min" in words
    assert "Answered , still to come" in words
    assert "Step 2 of 3: passed on. Next: answered." in words


def test_a_finished_thread_has_no_next_step() -> None:
    words = said("{% thread knots %}", knots=[Knot(name="Said", state=KnotState.DONE)])
    assert words.endswith("Step 1 of 1: said.")


def test_the_ring_says_the_step_or_what_it_is_given() -> None:
    assert said("{% ring knots %}", knots=KNOTS) == "Step 2 of 3: passed on"
    assert said('{% ring knots "With Parking" %}', knots=KNOTS) == "With Parking"


@pytest.mark.parametrize("state", list(ClockState))
def test_the_clock_keeps_its_order_of_words_in_every_state(state: ClockState) -> None:
    deadline = DeadlineView(
        state=state,
        gone=0.5,
        how_long="18 min left",
        what_by_when="Decide by 16:00 today",
        if_not="Goes to the coordinator 17:00",
        explanation=["1 working day."],
    )
    assert said("{% clock deadline %}", deadline=deadline) == (
        "18 min left Decide by 16:00 today . Goes to the coordinator 17:00"
        " How this time was worked out 1 working day."
    ).replace("today .", "today.")


def test_five_clocks_have_five_shapes() -> None:
    drawn = {
        re.findall(r"<svg.*</svg>", rendered("{% clock deadline %}", deadline=deadline))[0]
        for deadline in (
            DeadlineView(state=state, gone=gone, how_long="x", what_by_when="y")
            for state, gone in zip(ClockState, (0.2, 0.9, 1, 0.5, 0.5), strict=True)
        )
    }
    assert len(drawn) == 5


def test_more_than_all_of_the_time_cannot_be_gone() -> None:
    with pytest.raises(ValueError, match="between 0 and 1"):
        DeadlineView(state=ClockState.GOOD, gone=1.1, how_long="x", what_by_when="y")


@pytest.mark.parametrize(
    ("level", "words"), [("open", "Open"), ("partners", "Partners only"), ("protected", "Protected")]
)
def test_who_may_see_is_said_in_words(level: str, words: str) -> None:
    banner = said("{% sensitivity level 'People.' %}<p>More.</p>{% endsensitivity %}", level=level)
    assert banner == f"{words}. People. More."
    assert said("{% sensitivity_badge level %}", level=level) == words


def test_the_timeline_says_the_day_once_and_then_the_time() -> None:
    start = datetime(2026, 11, 9, 11, 58, tzinfo=UTC)
    entries = [
        Entry(at=start, what="Leanne Okafor sent it", words="Mend the boiler."),
        Entry(at=start + timedelta(minutes=38), what="The clock moved on", kind=EntryKind.SYSTEM),
        Entry(at=start + timedelta(days=1), what="No answer at the door", kind=EntryKind.WENT_WRONG),
        Entry(when="By 12:36 today", what="They say yes", kind=EntryKind.NEXT),
    ]
    with clock.fixed(datetime(2026, 11, 20, 9, 0, tzinfo=UTC)):
        words = said("{% timeline entries %}", entries=entries)
    assert words == (
        "Mon 9 Nov 11:58 Leanne Okafor sent it “Mend the boiler.” 12:36 The clock moved on"
        " Tue 10 Nov 11:58 No answer at the door By 12:36 today They say yes"
    )


ATTACK = '<script>alert("x")</script>'


@pytest.mark.parametrize(
    "source",
    [
        "{% voice words lang=words by=words english=words %}",
        "{% timeline entries %}",
        "{% sensitivity 'open' words %}{{ words }}{% endsensitivity %}",
        "{% person_card words why=words %}{{ words }}{% endperson_card %}",
        "{% ring knots words %}",
    ],
)
def test_what_people_write_is_never_markup(source: str) -> None:
    html = rendered(
        source,
        words=ATTACK,
        knots=KNOTS,
        entries=[Entry(what=ATTACK, rest=ATTACK, words=ATTACK, note=ATTACK)],
    )
    assert "<script" not in html
    assert "&lt;script&gt;" in html


def test_a_voice_keeps_its_language_and_direction() -> None:
    html = rendered("{% voice words lang='ur' %}", words="بس اسٹاپ")
    assert 'dir="auto" lang="ur"' in html
    assert "بس اسٹاپ" in html
