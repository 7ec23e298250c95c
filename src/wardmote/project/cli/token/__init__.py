"""`wardmote token`: what its verbs share.

Whoever sits at the server's own command line acts as Wardmote itself; the audit trail says so.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from difflib import get_close_matches
from typing import TYPE_CHECKING

import click

from wardmote.kernel.actor import system
from wardmote.kernel.clock import LONDON
from wardmote.project.cli import Verbs

if TYPE_CHECKING:
    from wardmote.shared.partnerships.models import AccessToken, Organisation

command = Verbs(
    __name__,
    __path__,
    "Access tokens, by which other systems and people's scripts use the API.\n\n"
    "Begin with: wardmote token create --help",
)

BY = system("command line")


@contextmanager
def told_plainly() -> Iterator[None]:
    """What may be expected to go wrong becomes a sentence."""
    from django.core.exceptions import ObjectDoesNotExist

    from wardmote.shared.partnerships.rules.tokens import TokenRefused

    try:
        yield
    except TokenRefused as error:
        raise click.ClickException(f"{error}. Nothing was changed.") from error
    except ObjectDoesNotExist as error:
        raise click.ClickException("There is no such token. See: wardmote token list") from error


def hand_over(token: AccessToken, secret: str) -> None:
    """Write the secret to standard output, alone, and about it to standard error."""
    last_day = token.expires_at.astimezone(LONDON)
    click.echo(f"{whose(token)}: {token.name}", err=True)
    click.echo(f"It may: {', '.join(token.scopes)}", err=True)
    click.echo(
        f"It works until {last_day.day} {last_day:%B %Y}. Before that: wardmote token renew {token}", err=True
    )
    click.echo(f"If anybody else has seen its secret: wardmote token revoke {token}", err=True)
    click.echo("This is its secret. We keep no copy and show it only now:", err=True)
    click.echo(secret)


def whose(token: AccessToken) -> str:
    """The organisation or person behind a token."""
    person = token.person
    return str(person.system.organisation) if person.is_system else person.name


def organisation_named(key: str) -> Organisation:
    """The organisation that still works with this key. Raises ClickException, which names the nearest."""
    from wardmote.shared.partnerships import queries

    partners = {partner.key: partner for partner in queries.standing_organisations(BY)}
    if key not in partners:
        near = get_close_matches(key, partners, n=3, cutoff=0.4)
        meant = f" Did you mean {' or '.join(near)}?" if near else ""
        raise click.ClickException(f"No organisation that still works has the key {key}.{meant}")
    return partners[key]
