"""The calls of Open311 GeoReport v2, and the updates that FixMyStreet asks for.

Everybody reads published issues alone. A report that nobody has read yet is listed nowhere: its kind and place could
tell whose it is. The system that sent it hears with its key and the reference whether it is open.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from math import isfinite
from secrets import token_hex
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.http import HttpResponse
from django.urls import reverse

from wardmote.kernel.actor import NOBODY
from wardmote.kernel.clock import now
from wardmote.kernel.ui.sources import partnership
from wardmote.modules.referrals.actions import Told
from wardmote.modules.referrals.rules import Channel
from wardmote.shared.accounts.queries import network_address
from wardmote.shared.messaging.rules import Channel as MessageChannel
from wardmote.shared.partnerships import queries as partnerships
from wardmote.shared.partnerships.rules import Sensitivity

from .. import actions, queries
from ..actions import Who
from ..adapters import flood
from ..models import Decision, Issue
from ..queries import RequestsAsked, Shown
from ..rules import CLOSED, STATES_IN_WORDS, IssueState
from ..rules.telling import MOST_FROM_ONE_ADDRESS, MOST_OF_ONE_SPOT, WITHIN, spot_of
from .answers import Refused, answer, moment
from .door import Open311Request, given, needs_key, open311

if TYPE_CHECKING:
    from wardmote.modules.referrals.models import Observation
    from wardmote.shared.partnerships.models import Category

SPAN = timedelta(days=90)
"""The longest time that one question may reach over."""
MOST = 1_000
MAX_WORDS = 4_000
MAX_PLACE = 300
MAX_SHORT = 300
_MOST_PAGES = 1_000
_CHANGESET = "2026-11-26T00:00:00Z"


@open311("GET")
def discovery(request: Open311Request) -> HttpResponse:
    """Say which interfaces there are, and where."""
    said = {
        "changeset": _CHANGESET,
        "contact": f"{partnership().name}",
        "key_service": "A partnership administrator makes a key: Partnership, Connected systems.",
        "endpoints": [
            {
                "specification": "http://wiki.open311.org/GeoReport_v2",
                "url": request.build_absolute_uri("/open311/v2"),
                "changeset": _CHANGESET,
                "type": "production",
                "formats": ["text/xml", "application/json"],
            }
        ],
    }
    return answer(request.form, "discovery", said)


@open311("GET")
def services(request: Open311Request) -> HttpResponse:
    """The kinds of matter that anybody may tell of."""
    said = [
        {
            "service_code": category.key,
            "service_name": category.name,
            "description": category.description,
            "metadata": bool(category.questions),
            "type": "realtime",
            "keywords": ", ".join(category.synonyms),
            "group": group.name,
        }
        for group in partnerships.groups_to_tell()
        for category in group.categories.all()
        if category.sensitivity != Sensitivity.PROTECTED
    ]
    return answer(request.form, "services", said)


@open311("GET")
def definition(request: Open311Request, service_code: str) -> HttpResponse:
    """The questions that are asked of one kind of matter: none of them must be answered."""
    category = _category(service_code)
    attributes = [
        {
            "variable": True,
            "code": f"question-{order}",
            "datatype": "text",
            "required": False,
            "datatype_description": None,
            "order": order,
            "description": question,
        }
        for order, question in enumerate(category.questions, start=1)
    ]
    return answer(
        request.form, "service_definition", {"service_code": category.key, "attributes": attributes}
    )


@open311("GET", "POST")
def requests(request: Open311Request) -> HttpResponse:
    """List what is published, or take a new report."""
    if request.method == "POST":
        return _create(request)
    since, until = _span(request)
    statuses = _listed(request, "status")
    if set(statuses) - {"open", "closed"}:
        raise Refused(400, "status is open, closed, or both with a comma between.")
    shown = queries.requests_shown(
        RequestsAsked(
            references=_listed(request, "service_request_id"),
            service_codes=_listed(request, "service_code"),
            since=since,
            until=until,
            statuses=statuses,
            page=_number(request, "page", most=_MOST_PAGES) or 1,
            size=_number(request, "page_size", most=MOST) or MOST,
        )
    )
    return answer(request.form, "service_requests", [_told(request, issue, shown) for issue in shown.issues])


@open311("GET")
def request(request: Open311Request, request_id: str) -> HttpResponse:
    """One published issue; or how a report stands, for a system with a key that knows its reference."""
    at = now()
    shown = queries.requests_shown(RequestsAsked(references=[request_id], since=at, until=at))
    if shown.issues:
        said = _told(request, shown.issues[0], shown)
    else:
        needs_key_to_know(request)
        said = _stands(queries.told_report(request.actor, request_id))
    return answer(request.form, "service_requests", [said])


@open311("GET")
def token(request: Open311Request, request_id: str) -> HttpResponse:
    """Every reference is given at once, so a token is the reference that it stands for."""
    at = now()
    if not queries.requests_shown(RequestsAsked(references=[request_id], since=at, until=at)).issues:
        needs_key_to_know(request)
        queries.told_report(request.actor, request_id)
    return answer(request.form, "service_requests", [{"service_request_id": request_id, "token": request_id}])


@open311("GET", "POST")
def updates(request: Open311Request) -> HttpResponse:
    """What was decided of published issues, for FixMyStreet and its like; or something to add to a report."""
    if request.method == "POST":
        return _add(request)
    since, until = _span(request)
    said = [_decided(decision) for decision in queries.updates_shown(since, until)]
    return answer(request.form, "service_request_updates", said)


def needs_key_to_know(request: Open311Request) -> None:
    """Without a key what is not published is not there. Raises Refused."""
    try:
        needs_key(request)
    except Refused:
        raise Refused(404, "service_request_id was not found, or it is not published.") from None


def _create(request: Open311Request) -> HttpResponse:
    told, who, spot = _report(request)
    keys = _flood_keys(request, spot) if request.actor == NOBODY else {}
    if any(flood.is_flooded(key, most=most) for key, most in keys.items()):
        raise Refused(429, "Too much has come from here lately.", retry_after=int(WITHIN.total_seconds()))
    voice = actions.speak(by=request.actor, told=told, who=who, is_scripted=request.actor == NOBODY)
    for key in keys:
        flood.count(key)
    notice = "It has an owner now. It is published only after somebody has read it."
    if request.actor == NOBODY:
        notice += f" Follow it here: {request.build_absolute_uri(queries.path_of(str(voice.pk)))}"
    said = {
        "service_request_id": voice.observation.reference if voice.observation else None,
        "service_notice": notice,
        "account_id": None,
    }
    return answer(request.form, "service_requests", [said])


def _report(request: Open311Request) -> tuple[Told, Who, str]:
    """What was sent, who is told what becomes of it, and of which spot it is. Raises Refused."""
    code, words = given(request, "service_code"), given(request, "description")
    for name, said in (("service_code", code), ("description", words)):
        if not said:
            raise Refused(400, f"{name} was not provided.")
    category = _category(code)
    latitude, longitude, place = _place(request)
    lines = [words]
    for order, question in enumerate(category.questions, start=1):
        if answered := _short(request, f"attribute[question-{order}]"):
            lines.append(f"{question} {answered}")
    if media := _short(request, "media_url"):
        lines.append(f"A picture, which was not fetched: {media}")
    email, phone = _short(request, "email"), _short(request, "phone")
    by_phone = bool(phone) and not email
    if by_phone:
        lines.append(f"To reach whoever told it: {phone}")
    whole = "\n\n".join(lines)
    if len(whole) > MAX_WORDS:
        raise Refused(400, f"The description and what goes with it are longer than {MAX_WORDS:,} characters.")
    if email:
        try:
            validate_email(email)
        except ValidationError:
            raise Refused(400, "email is no address of e-mail.") from None
    told = Told(
        category=category,
        words=whole,
        latitude=latitude,
        longitude=longitude,
        place_words=place,
        tells_of_somebody=by_phone,
        channel=Channel.WEB,
    )
    # Each report is a voice of its own: one system speaks for many people.
    browser = queries.mark_of(request.actor) + token_hex(16) if request.actor != NOBODY else ""
    who = Who(browser=browser, contact_by=MessageChannel.EMAIL if email else None, contact=email)
    spot = spot_of(latitude, longitude) if latitude is not None and longitude is not None else ""
    return told, who, f"spot {spot} {category.key}" if spot else ""


def _place(request: Open311Request) -> tuple[float | None, float | None, str]:
    latitude, longitude = _degrees(request, "lat", 90), _degrees(request, "long", 180)
    place = given(request, "address_string")
    if number := given(request, "address_id"):
        place = f"{place} (address {number})".strip()
    if (latitude is None) != (longitude is None) or (latitude is None and not place):
        raise Refused(400, "Give lat and long, or address_string, or address_id.")
    if len(place) > MAX_PLACE:
        raise Refused(400, f"The address is longer than {MAX_PLACE} characters.")
    return latitude, longitude, place


def _category(code: str) -> Category:
    category = partnerships.kind_to_tell(code)
    if category.sensitivity == Sensitivity.PROTECTED:
        raise Refused(404, "service_code was not found.")
    return category


def _flood_keys(request: Open311Request, spot: str) -> dict[str, int]:
    keys = {flood.key_of(f"address {network_address(request)}"): MOST_FROM_ONE_ADDRESS}
    return keys | ({flood.key_of(spot): MOST_OF_ONE_SPOT} if spot else {})


def _add(request: Open311Request) -> HttpResponse:
    needs_key(request)
    reference, words = given(request, "service_request_id"), given(request, "description")
    if not reference or not words:
        raise Refused(400, "service_request_id and description are needed.")
    if len(words) > MAX_WORDS:
        raise Refused(400, f"description is longer than {MAX_WORDS:,} characters.")
    report = queries.told_report(request.actor, reference)
    addition = actions.add_words(by=request.actor, observation=report, words=words)
    return answer(request.form, "service_request_updates", [{"update_id": str(addition.pk)}])


def _told(request: Open311Request, issue: Issue, shown: Shown) -> dict[str, Any]:
    decision = shown.decisions.get(issue.pk)
    referred = shown.referred.get(issue.pk, [])
    waiting = [row.due_at for row in referred if row.due_at and not row.ended_at]
    where = queries.roughly(issue)
    return {
        "service_request_id": issue.reference,
        "status": "closed" if issue.state in CLOSED else "open",
        "status_notes": decision.reason if decision else STATES_IN_WORDS[IssueState(issue.state)],
        "service_name": issue.category.name,
        "service_code": issue.category.key,
        "description": f"{issue.title}\n\n{issue.words}",
        "agency_responsible": ", ".join(dict.fromkeys(str(row.team) for row in referred)) or None,
        "service_notice": request.build_absolute_uri(reverse("issues:our_issue", args=[issue.reference])),
        "requested_datetime": moment(issue.opened_at),
        "updated_datetime": moment(issue.closed_at or issue.changed_at),
        "expected_datetime": moment(max(waiting)) if waiting else None,
        "address": issue.place_words or None,
        "address_id": None,
        "zipcode": None,
        "lat": where.latitude if where else None,
        "long": where.longitude if where else None,
        "media_url": None,
    }


def _stands(report: Observation) -> dict[str, Any]:
    return {
        "service_request_id": report.reference,
        "status": "closed" if report.ended_at else "open",
        "status_notes": None,
        "service_name": report.category.name,
        "service_code": report.category.key,
        "description": None,
        "requested_datetime": moment(report.sent_at),
        "updated_datetime": moment(report.ended_at or report.sent_at),
    }


def _decided(decision: Decision) -> dict[str, Any]:
    return {
        "update_id": str(decision.pk),
        "service_request_id": decision.issue.reference,
        "status": "closed" if decision.state in CLOSED else "open",
        "description": decision.reason,
        "updated_datetime": moment(decision.at),
        "media_url": None,
    }


def _span(request: Open311Request) -> tuple[datetime, datetime]:
    since, until = _moment_in(request, "start_date"), _moment_in(request, "end_date")
    try:
        if since is None:
            until = until or now()
            since = until - SPAN
        elif until is None:
            until = since + SPAN
    except OverflowError:
        raise Refused(400, "start_date or end_date lies outside the calendar.") from None
    if not since <= until <= since + SPAN:
        raise Refused(400, f"end_date comes after start_date, by {SPAN.days} days at most.")
    return since, until


def _moment_in(request: Open311Request, name: str) -> datetime | None:
    said = given(request, name)
    if not said:
        return None
    try:
        # A plus in an address that nobody escaped arrives as a space.
        read = datetime.fromisoformat(said.replace(" ", "+") if "T" in said else said)
        return (read if read.tzinfo else read.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        raise Refused(400, f"{name} is a moment such as 2026-01-31T00:00:00Z.") from None


def _listed(request: Open311Request, name: str) -> Sequence[str]:
    found = [one.strip() for one in given(request, name).split(",") if one.strip()]
    if len(found) > MOST:
        raise Refused(400, f"{name} names more than {MOST:,}.")
    return found


def _number(request: Open311Request, name: str, *, most: int) -> int | None:
    said = given(request, name)
    if not said:
        return None
    if not (said.isascii() and said.isdecimal() and len(said) < 6 and 1 <= int(said) <= most):
        raise Refused(400, f"{name} is a number from 1 to {most:,}.")
    return int(said)


def _degrees(request: Open311Request, name: str, most: int) -> float | None:
    said = given(request, name)
    if not said:
        return None
    try:
        read = float(said)
    except ValueError:
        read = float("nan")
    if not (isfinite(read) and abs(read) <= most):
        raise Refused(400, f"{name} is a number of degrees from -{most} to {most}.")
    return read


def _short(request: Open311Request, name: str) -> str:
    said = given(request, name)
    if len(said) > MAX_SHORT:
        raise Refused(400, f"{name} is longer than {MAX_SHORT} characters.")
    return said
