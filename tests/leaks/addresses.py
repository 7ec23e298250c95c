"""Every address of the pages and of the API, as requests that can be made in the world of these tests.

Made from the URL table and the OpenAPI document: a new page is asked for from the day it stands there. One whose
address names something that is not yet known here is an error, not left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any
from uuid import UUID

from django.urls import URLPattern, URLResolver, get_resolver
from tests.api.conftest import THOROUGH
from tests.leaks.world import Visitor, World

from wardmote.kernel.api.document import document_of
from wardmote.modules.referrals.models import Observation, Referral
from wardmote.project.api import api

OF_LIBRARIES = ("allauth.", "django.views.static", "django.contrib.staticfiles")
NOT_OF_MATTERS = {"colours.css", "health", "logo/<slug:sha256>.png", "api/v1/", "api/v1/openapi.json"}
"""Files and signs of life, which are the same for everybody."""

_PART = re.compile(r"<(?:\w+:)?(\w+)>")


@dataclass(frozen=True)
class Request:
    """One thing to ask for: a page, a form or a call. `of` is the matter that its address names, if it names one."""

    method: str
    path: str
    of: Observation | Referral | None = None

    def __str__(self) -> str:
        return f"{self.method} {self.path}"

    @property
    def is_call(self) -> bool:
        """Whether a system asks, and not a browser."""
        return self.path.startswith("/api/")

    def asked_by(self, visitor: Visitor) -> Any:
        """Let somebody ask it. What is sent with a form or a call is empty: it is refused, or changes little."""
        if self.is_call:
            assert visitor.system is not None
            body = {} if self.method == "POST" else None
            return visitor.system.ask(self.method, self.path, body, If_Match="*")
        if self.method == "POST":
            return visitor.browser.post(self.path)
        return visitor.browser.get(self.path)

    def elsewhere(self) -> Request:
        """The same of a matter that is not there."""
        assert self.of is not None
        return Request(self.method, self.path.replace(self.of.reference, not_there(self.of)))


def not_there(matter: Observation | Referral) -> str:
    """A reference like this one, which nothing has."""
    return f"{matter.reference[0]}-00000-00000"


def patterns() -> list[tuple[str, URLPattern]]:
    """Every address that is ours, with its view; without those of the API, which its document tells."""

    def inside(resolver: URLResolver, prefix: str) -> Iterator[tuple[str, URLPattern]]:
        for pattern in resolver.url_patterns:
            where = f"{prefix}{pattern.pattern}".replace("^", "").replace("$", "")
            if isinstance(pattern, URLResolver):
                yield from inside(pattern, where)
            elif not pattern.callback.__module__.startswith(OF_LIBRARIES):
                yield where, pattern

    api_paths = {path.lstrip("/") for path in document_of(api)["paths"]}
    return [
        (where, pattern)
        for where, pattern in inside(get_resolver(), "")
        if where not in NOT_OF_MATTERS
        and _PART.sub(r"{\1}", where) not in api_paths
        and not where.startswith("api/")
    ]


class Addresses:
    """The addresses, with the names that stand for something in this world."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.matters = world.matters()
        self.pages = [where for where, _ in patterns()]
        self._asked_to_act = self.matters
        if THOROUGH == 1:
            self._asked_to_act = [*self.matters[-1:], *self.matters[:1]]

    def lists(self) -> Iterator[Request]:
        """The pages that name no matter, with each filter that could narrow them to one."""
        for where in self.pages:
            if "<str:reference>" not in where:
                for path in self._filled(where):
                    yield Request("GET", path)
                    for query in _ASKED_FOR.get(where, ()):
                        yield Request("GET", f"{path}?{query}")

    def of_matters(self) -> Iterator[Request]:
        """The pages of each matter, to be read and to be sent a form."""
        for where in self.pages:
            if "<str:reference>" not in where:
                continue
            kind = Referral if where.startswith("referrals/") else Observation
            for matter in (matter for matter in self.matters if isinstance(matter, kind)):
                for path in self._filled(where.replace("<str:reference>", matter.reference)):
                    yield Request("GET", path, matter)
                    yield Request("POST", path, matter)

    def calls(self) -> Iterator[Request]:
        """Every call of the API."""
        for path, methods in document_of(api)["paths"].items():
            about: Sequence[Observation | Referral | None] = [None]
            if "{reference}" in path:
                kind = Observation if "/observations/" in path else Referral
                about = [matter for matter in self.matters if isinstance(matter, kind)]
            for matter in about:
                filled = path.replace("{reference}", matter.reference if matter else "")
                filled = filled.replace("{team}", self.world.cleansing.key).replace("{position}", "0")
                if unknown := re.findall(r"{(\w+)}", filled):
                    raise LookupError(f"Say in {__name__} what {unknown} of {path} may be.")
                for method in methods:
                    if method == "get" or matter is None or matter in self._asked_to_act:
                        yield Request(method.upper(), filled, matter)

    def _filled(self, where: str) -> Iterator[str]:
        names = _PART.findall(where)
        given = [self._may_be(where, name) for name in names]
        for values in product(*given):
            path = where
            for value in values:
                path = _PART.sub(lambda _, value=value: str(value), path, count=1)
            yield f"/{path}"

    def _may_be(self, where: str, name: str) -> Sequence[object]:
        world = self.world
        for beginning, values in {
            "break-glass/": {"position": [0]},
            "case-review-letters/": {"number": [1]},
            "areas/": {"set_key": ["wards"], "key": [world.ward.key]},
            "a/": {"number": [1], "position": [0], "secret": ["no-such-secret"]},
            "account/": {"pk": [1], "key": ["nothing"]},
            "data-protection/certificates/": {"pk": [1]},
            "data-protection/holds/": {"pk": [1], "key": ["record"]},
            "data-protection/retention/": {"key": ["matter"]},
            "data-protection/requests/": {
                "code": world.requests,
                "what": ["ask", "hear", "extend", "answer", "refuse", "withdraw"],
                "number": [1, 2],
            },
            "data-protection/": {"number": world.people},
            "figures/releases/": {"number": [1]},
            "issues/priority/": {"modifier": ["need"]},
            "issues/": {
                "issue": world.issues,
                "number": [1],
                "act": [
                    "words",
                    "let-go",
                    "split",
                    "merge",
                    "weigh",
                    "refer",
                    "take-on",
                    "decide",
                    "publish",
                ],
            },
            "tell-us/in/": {"key": ["streets"]},
            "tell-us/about/": {"key": [kind.key for kind in world.kinds.values()]},
            "told/": {"secret": ["no-such-secret"]},
            "told-photo/": {"pk": [1]},
            "words-to-check/": {"pk": [1]},
            "open311/": {
                "form": ["json", "xml"],
                "service_code": [kind.key for kind in world.kinds.values()],
                "request_id": [*world.issues, *[matter.reference for matter in world.matters()]],
            },
            "our-issues/": {"issue": world.issues},
            "need/resources/": {"pk": [1]},
            "messages/": {"pk": [1], "uuid": [UUID(int=1)]},
            "observations/": {"position": [0], "number": [1]},
            "overrides/": {"number": [1]},
            "imports/": {"number": [1]},
            "invitation/": {"secret": ["no-such-secret"]},
            "partnership/agreements/": {"key": ["nothing"], "pk": [1], "edition": [1]},
            "partnership/categories/": {"key": [kind.key for kind in world.kinds.values()]},
            "partnership/category-groups/": {"key": ["streets"]},
            "partnership/clocks/": {"key": [kind.clock.key for kind in world.kinds.values()]},
            "partnership/closures/": {"pk": [1]},
            "partnership/handovers/": {"pk": [1]},
            "partnership/messages/": {"key": ["nothing"], "pk": [1]},
            "partnership/organisations/": {"key": [world.cleansing.organisation.key]},
            "partnership/remits/": {"pk": world.remits},
            "partnership/teams/": {"key": [world.housing.key, world.cleansing.key, world.coordinator.key]},
            "people/asked/": {"pk": [1]},
            "people/files/": {"key": ["nothing"]},
            "people/invitations/": {"pk": [1]},
            "people/roles/": {"pk": world.roles},
            "people/": {"pk": world.people},
            "set-up/areas/": {"key": ["areas-2010"], "number": [1], "area": ["nowhere"]},
            "tokens/": {"pk": [1]},
        }.items():
            if where.startswith(beginning) and name in values:
                return values[name]
        raise LookupError(f"Say in {__name__} what <{name}> of /{where} may be.")


_ASKED_FOR: Mapping[str, Sequence[str]] = {
    "inbox": [
        "box=overdue",
        "box=nobody-yet",
        "box=paused",
        "box=returned",
        "team=cleansing",
        "team=housing",
        "team=coordinators-desk",
    ],
    "inbox.csv": ["team=cleansing"],
    "sent": ["team=housing"],
    "flow": ["sort=late"],
    "late": ["show=bounced", "show=paused", "show=silent", "area=wards/testward", "rung=coordinator"],
    "late.csv": ["show=silent"],
    "issues": ["area=all", "area=wards/testward", "level=1", "state=done"],
    "our-issues": ["area=wards/testward", "state=not_tackled"],
    "need": ["set=wards"],
    "need.csv": ["set=wards"],
    "covered": [],
    "where": ["q=zq"],
    "partnership/categories": ["words=child"],
}
