"""Every address says whom it lets in, so that none can be forgotten."""

from collections.abc import Iterator

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

from wardmote.kernel.ui.views import Access

OF_LIBRARIES = ("allauth.", "django.views.static", "django.contrib.staticfiles")
OPEN = {
    # For load balancers: says only whether the house stands.
    "health",
}


def _patterns(resolver: URLResolver, prefix: str = "") -> Iterator[tuple[str, URLPattern]]:
    for pattern in resolver.url_patterns:
        where = f"{prefix}{pattern.pattern}"
        if isinstance(pattern, URLResolver):
            yield from _patterns(pattern, where)
        else:
            yield where, pattern


VIEWS = [
    pytest.param(where, pattern, id=where or "/")
    for where, pattern in _patterns(get_resolver())
    if not pattern.callback.__module__.startswith(OF_LIBRARIES)
]


@pytest.mark.parametrize(("where", "pattern"), VIEWS)
def test_a_view_says_whom_it_lets_in(where: str, pattern: URLPattern) -> None:
    assert where in OPEN or getattr(pattern.callback, "access", None) in set(Access)


PARTS = {
    "reference": "R-00000-00000",
    "position": "0",
    "secret": "no-such-secret",
    "key": "nothing",
    "pk": "999999999",
    "uuid": "00000000-0000-4000-8000-000000000000",
}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("where", "pattern"),
    [p for p in VIEWS if getattr(p.values[1].callback, "access", None) == Access.SIGNED_IN],
)
def test_who_is_not_signed_in_is_sent_to_sign_in_and_learns_nothing_else(
    client, where: str, pattern: URLPattern
) -> None:
    path = "/" + where.replace("^", "").replace("$", "")
    for part in pattern.pattern.converters:
        for written in (f"<{part}>", f"<str:{part}>", f"<slug:{part}>", f"<int:{part}>", f"<uuid:{part}>"):
            path = path.replace(written, PARTS.get(part, "0"))
    answer = client.get(path)
    assert answer.status_code == 302, path
    assert answer.headers["Location"].startswith("/account/login")
