"""Every component in every state, for those who build and those who choose. In debug and demo mode only."""

from datetime import UTC, datetime, timedelta
from typing import Any

from django import forms
from django.http import HttpRequest
from django.template.response import TemplateResponse

from wardmote.kernel.clock import now
from wardmote.kernel.database import Page
from wardmote.kernel.ui.fields import DayField, ManyPills, MomentField, Option, Pills, PlainTextField, Scale
from wardmote.kernel.ui.parts import ClockState, DeadlineView, Entry, EntryKind, Knot, KnotState
from wardmote.kernel.ui.views import public

from .area import wards_in_force

_KNOTS = ("Said", "Passed on", "Weighed", "Decided", "Paid for", "Done", "Answered", "Checked")
_ICONS = (
    *("place", "clock", "people", "lock", "eye", "pair", "say", "phone", "camera", "date", "vote", "tick"),
    *("cross", "help", "print", "down", "mic", "warn", "go", "home", "person", "money", "search"),
)


class _Form(forms.Form):
    words = PlainTextField(
        label="In one or two sentences",
        help_text="What did you see or hear? Leave names out if you can.",
        max_length=60,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    place = PlainTextField(label="Where", max_length=200, help_text="A street, a postcode or a place.")
    about = forms.ChoiceField(
        label="What about",
        widget=Pills,
        choices=[("home", "Home"), ("health", "Health"), ("street", "Street")],
    )
    also = forms.MultipleChoiceField(
        label="Who should know",
        widget=ManyPills,
        required=False,
        choices=[("a", "Repairs desk"), ("b", "Warm Homes"), ("c", "Community Protection")],
    )
    serious = forms.ChoiceField(
        label="How serious",
        widget=Scale,
        choices=[(1, "minor"), (2, "upsetting"), (3, "harmful"), (4, "dangerous"), (5, "critical")],
    )
    day = DayField(label="When did you see it", help_text="For example, 9 11 2026.")
    moment = MomentField(
        label="When will you call", help_text="For example, 9 11 2026 at 14:30.", required=False
    )
    reason = forms.ChoiceField(
        label="Why do you send it back",
        widget=forms.RadioSelect,
        choices=[
            (
                "not_ours",
                Option("Not ours", hint="Say whose it is, or ask the coordinator.", reveals="whose"),
            ),
            ("unclear", Option("We need to know more")),
            ("no_room", Option("We have no room, until a date")),
        ],
    )
    whose = PlainTextField(label="Whose is it", max_length=100, required=False)
    ways = forms.MultipleChoiceField(
        label="How may we tell you",
        widget=forms.CheckboxSelectMultiple,
        choices=[("email", "E-mail"), ("text", "Text message"), ("post", "Letter")],
    )
    latitude = forms.FloatField(required=False, widget=forms.HiddenInput)
    longitude = forms.FloatField(required=False, widget=forms.HiddenInput)
    team = forms.ChoiceField(
        label="Team", choices=[("", "Choose a team"), ("1", "Repairs desk"), ("2", "Parks")]
    )
    photo = forms.FileField(label="Photo", required=False, help_text="A JPEG or PNG, up to 10 MB.")
    agreed = forms.BooleanField(label="The person knows that I write this down")


def _knots(at: int, names: tuple[str, ...] = _KNOTS, note: str = "") -> list[Knot]:
    states = [
        KnotState.DONE if place < at else KnotState.NOW if place == at else KnotState.TO_COME
        for place in range(len(names))
    ]
    return [
        Knot(name=name, state=state, note=note if state is KnotState.NOW else "")
        for name, state in zip(names, states, strict=True)
    ]


def _deadlines() -> list[DeadlineView]:
    return [
        DeadlineView(
            state=ClockState.GOOD,
            gone=0.4,
            how_long="5 h 18 min left",
            what_by_when="Decide by 16:00 today",
            explanation=[
                "1 working day from Mon 9 Nov 16:00.",
                "Community Protection works Monday to Friday, 08:30 to 17:00. No pauses. So: 16:00 today.",
            ],
        ),
        DeadlineView(
            state=ClockState.SOON,
            gone=0.85,
            how_long="18 min left",
            what_by_when="Acknowledge by 11:00 today",
        ),
        DeadlineView(
            state=ClockState.OVERDUE,
            how_long="Overdue by 2 h 10 min",
            what_by_when="Acknowledge by 08:32",
            if_not="Duty lead rung 09:32. Goes to the coordinator 12:32",
        ),
        DeadlineView(
            state=ClockState.PAUSED,
            how_long="Paused, waiting for the sender",
            what_by_when="Starts again when they answer, or Fri 13 Nov",
        ),
        DeadlineView(
            state=ClockState.MET, how_long="Acknowledged in 38 min", what_by_when="On time, Mon 9 Nov 12:36"
        ),
    ]


def _story() -> list[Entry]:
    start = datetime(2026, 11, 9, 11, 58, tzinfo=UTC)
    return [
        Entry(
            at=start,
            what="Leanne Okafor sent it",
            rest="to Larkfield Homes, Repairs desk",
            words="Mend the boiler today, and lend a heater until it is done.",
        ),
        Entry(at=start, what="The clock started: acknowledge within 2 working hours", kind=EntryKind.SYSTEM),
        Entry(
            at=start + timedelta(minutes=38),
            what="Acknowledged by Tomasz Wilk",
            rest="in 38 minutes",
            note="Own number: LH-20417",
        ),
        Entry(
            at=start + timedelta(hours=21, minutes=12),
            what="Engineer called, no answer at the door",
            note="Tomasz: will ring first and go back at 13:00.",
            kind=EntryKind.WENT_WRONG,
        ),
        Entry(
            when="By 12:36 today",
            what="Larkfield Homes says yes, or sends it back with a reason",
            kind=EntryKind.NEXT,
        ),
    ]


@public
def gallery(request: HttpRequest) -> TemplateResponse:
    """Show the gallery; its form comes back with its errors. `?desk` shows staff's density."""
    wards = wards_in_force()
    some = wards.areas[:3] if wards else ()
    context: dict[str, Any] = {
        "frame_template": "ui/desk.html" if "desk" in request.GET else "ui/public.html",
        "form": _Form(request.POST, request.FILES) if request.method == "POST" else _Form(),
        "thread": _knots(3, note="6 October"),
        "short_thread": _knots(1, ("Said", "Passed on", "Done", "Answered"), "acknowledged in 38 min"),
        "rings": [_knots(0), _knots(2), _knots(4), _knots(8)],
        "priorities": [(1, 1), (3, 2), (2, 5), (4, 4), (5, 5)],
        "deadlines": _deadlines(),
        "story": _story(),
        "icons": _ICONS,
        "now": now(),
        "later": now() + timedelta(days=1),
        "past": datetime(2025, 3, 3, 9, 5, tzinfo=UTC),
        "lengths": [
            timedelta(seconds=20),
            timedelta(minutes=18),
            timedelta(hours=5, minutes=18),
            timedelta(days=2),
        ],
        "ward_set": wards.key if wards else "",
        "counts": {branch.area.key: count for branch, count in zip(some, (14, 31, 6), strict=False)},
        "map_links": {branch.area.key: "#map" for branch in some},
        "page": Page(rows=[], next="bmV4dA", previous="cHJldg"),
        "swatches": ("bottle", "brand", "gold", "ink", "brick", "plum", "slate", "tint"),
    }
    return TemplateResponse(request, "pages/gallery.html", context)
