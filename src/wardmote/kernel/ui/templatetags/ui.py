"""Every component of the look. `{% load ui %}` and see the gallery for each in all its states."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import uuid4

from django import template
from django.conf import settings
from django.forms import BoundField, Form
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString

from wardmote.kernel import clock as time
from wardmote.kernel.database import Page
from wardmote.kernel.ui import drawings, fields, words
from wardmote.kernel.ui.languages import Spoken, languages
from wardmote.kernel.ui.parts import DeadlineView, Entry, EntryKind, Knot, KnotState, Sensitivity

register = template.Library()


@register.simple_tag
def icon(name: str) -> SafeString:
    """Draw an icon, hidden from screen readers: always put a word beside it.

    Raises:
        TemplateDoesNotExist: no icon has this name.
    """
    return render_to_string("ui/icon.html", {"drawing": f"ui/icons/{name}.svg"})


@register.inclusion_tag("ui/priority.html")
def priority(seriousness: int, band: int, size: str = "") -> dict[str, Any]:
    """Draw a priority as a patch in the 5 × 5 field with "16 of 25"; size "s" for lists."""
    return _priority(seriousness, band) | {"size": size}


@register.inclusion_tag("ui/priority_sum.html")
def priority_sum(seriousness: int, band: int, serious: str, people: str) -> dict[str, Any]:
    """Draw a priority large with its whole sum: `serious` and `people` say the two numbers in words."""
    return _priority(seriousness, band) | {"serious": serious, "people": people}


def _priority(seriousness: int, band: int) -> dict[str, Any]:
    return {
        "seriousness": seriousness,
        "band": band,
        "product": seriousness * band,
        "field": drawings.field(seriousness, band),
    }


@register.inclusion_tag("ui/thread.html")
def thread(knots: Sequence[Knot]) -> dict[str, Any]:
    """Draw the whole thread, for the head of a page about one thing."""
    step = _step(knots)
    return {
        "knots": knots,
        "step": step,
        "here": knots[step - 1],
        "next": knots[step] if step < len(knots) else None,
    }


@register.inclusion_tag("ui/ring.html")
def ring(knots: Sequence[Knot], said: str = "") -> dict[str, Any]:
    """Draw the thread as a ring, for lists; `said` replaces "Step 3 of 8: weighed"."""
    step = _step(knots)
    beads = drawings.ring([knot.state is KnotState.NOW for knot in knots])
    return {
        "beads": [(bead, knot.state) for bead, knot in zip(beads, knots, strict=True)],
        "step": step,
        "of": len(knots),
        "here": knots[step - 1],
        "said": said,
    }


def _step(knots: Sequence[Knot]) -> int:
    """Say which knot the reader stands at, from 1: the one that is now, else the last one done."""
    reached = [place for place, knot in enumerate(knots, start=1) if knot.state is not KnotState.TO_COME]
    return max(reached, default=1)


@register.inclusion_tag("ui/clock.html")
def clock(deadline: DeadlineView) -> dict[str, Any]:
    """Draw the deadline clock with its words, and the working behind it if there is one."""
    return {"deadline": deadline, "pie": drawings.pie(deadline.gone)}


@register.simple_block_tag
def sensitivity(content: str, level: str, said: str) -> SafeString:
    """Show who may see this page, above its title: `said` after the level's name, then the block.

    ``{% sensitivity "partners" "People could be recognised." %}<p>Agreement: …</p>{% endsensitivity %}``
    """
    return render_to_string(
        "ui/sensitivity.html", {"level": Sensitivity(level), "said": said, "content": content}
    )


@register.inclusion_tag("ui/sensitivity_badge.html")
def sensitivity_badge(level: str) -> dict[str, Any]:
    """Show who may see one row of a list."""
    return {"level": Sensitivity(level)}


@register.inclusion_tag("ui/timeline.html")
def timeline(entries: Sequence[Entry]) -> dict[str, Any]:
    """Draw what has happened, oldest first; after the first entry of a day only the time is said."""
    now, day, shown = time.now(), None, []
    for entry in entries:
        said = entry.when
        if entry.at:
            local = entry.at.astimezone(time.LONDON).date()
            said = words.clock_24(entry.at) if local == day else words.desk_time(entry.at, now=now)
            day = local
        shown.append((entry, said))
    return {"entries": shown, "next": EntryKind.NEXT}


@register.simple_block_tag
def person_card(content: str, name: str, why: str = "", hidden: bool = False, level: int = 3) -> SafeString:
    """Show what this reader needs of a person, and why they see it; `hidden` when the name is not shown.

    `level` is the level of the heading, so that headings nest on every page.
    """
    context = {"name": name, "why": why, "hidden": hidden, "level": level, "content": content}
    return render_to_string("ui/person_card.html", context)


@register.inclusion_tag("ui/voice.html")
def voice(text: str, lang: str = "", by: str = "", english: str = "") -> dict[str, Any]:
    """Show somebody's own words, in quotes, in the direction and the language they are written in."""
    return {"text": text, "lang": lang, "by": by, "english": english}


@register.simple_tag
def spoken_languages() -> Sequence[Spoken]:
    """List the languages that this page can be read in."""
    return languages()


@register.filter
def desk_time(at: datetime) -> str:
    """Say a moment for staff: "Tue 10 Nov 10:42"."""
    return words.desk_time(at, now=time.now())


@register.filter
def public_time(at: datetime) -> str:
    """Say a moment for the public: "Thursday 12 November, 6:30pm"."""
    return words.public_time(at, now=time.now())


@register.filter
def desk_day(day: date) -> str:
    """Say the day, or the London day of a moment, for staff: "Tue 10 Nov"."""
    return words.desk_day(_london_day(day), today=_london_day(time.now()))


@register.filter
def public_day(day: date) -> str:
    """Say the day, or the London day of a moment, for the public: "Thursday 12 November"."""
    return words.public_day(_london_day(day), today=_london_day(time.now()))


def _london_day(day: date) -> date:
    return day.astimezone(time.LONDON).date() if isinstance(day, datetime) else day


@register.filter
def how_long(length: timedelta) -> str:
    """Say a length of time: "5 h 18 min"."""
    return words.how_long(length)


@register.inclusion_tag("ui/map_assets.html")
def map_assets() -> dict[str, Any]:
    """Load what maps need; in the block `scripts` of a page that has one."""
    return {}


@register.inclusion_tag("ui/pin_map.html")
def pin_map(latitude: BoundField, longitude: BoundField, areas: str) -> dict[str, Any]:
    """Draw a map whose pin fills two hidden fields; `areas` is the address of outlines as GeoJSON.

    Nothing shows without JavaScript: ask for the place in words beside it.
    """
    return {"latitude": latitude, "longitude": longitude, "areas": areas, "tiles": settings.WARDMOTE_TILES}


@register.inclusion_tag("ui/outline_map.html")
def outline_map(field: BoundField, areas: str) -> dict[str, Any]:
    """Draw a map on which tapped corners become the lines of a field; `areas` is the address of outlines as GeoJSON.

    Nothing shows without JavaScript: the corners can be written.
    """
    return {"field": field, "areas": areas, "tiles": settings.WARDMOTE_TILES}


@register.simple_tag
def form_key() -> SafeString:
    """Put a one-time key into a form, so that sending it twice does its work once (`submissions.once`)."""
    return format_html('<input type="hidden" name="form_key" value="{}">', uuid4())


@register.inclusion_tag("ui/error_summary.html")
def error_summary(form: Form, title: str = "Not saved yet. Everything you wrote is kept.") -> dict[str, Any]:
    """List a form's errors at the top of the page, each a link to its field; nothing if there are none."""
    return {
        "title": title,
        "general": [
            *form.non_field_errors(),
            *(error for field in form.hidden_fields() for error in field.errors),
        ],
        "fields": [
            (fields.first_control_id(field), error)
            for field in form.visible_fields()
            for error in fields.errors_of(field)
        ],
    }


@register.simple_tag
def control(field: BoundField) -> SafeString:
    """Draw the control of a field in our look, whatever its widget."""
    return fields.control(field)


@register.simple_tag
def lone_field(form: Form, name: str) -> SafeString:
    """Draw one field of a form by its name: the question that a choice reveals."""
    return form[name].as_field_group()


@register.filter
def errors_of(field: BoundField) -> list[str]:
    """List what is wrong with a field, in words that say what to do."""
    return fields.errors_of(field)


@register.filter
def drawing_of(field: BoundField) -> str:
    """Say which of our templates draws this field."""
    return fields.template_of(field)


@register.filter
def parts(field: BoundField) -> list[fields.Part]:
    """List the boxes of a date or moment with what was typed in each."""
    return fields.parts(field)


@register.filter
def is_revealed(field: BoundField) -> bool:
    """Say whether choosing an option of another field reveals this one, so that it is drawn there."""
    return fields.is_revealed(field)


@register.inclusion_tag("ui/paging.html", takes_context=True)
def paging(context: template.Context, page: Page[Any], what: str) -> dict[str, Any]:
    """Link to the pages before and after this one, keeping the filters; `what` names the list."""
    query = context["request"].GET.copy()

    def address(cursor: str | None) -> str:
        query["after"] = cursor or ""
        return f"?{query.urlencode()}" if cursor else ""

    return {"what": what, "previous": address(page.previous), "next": address(page.next)}
