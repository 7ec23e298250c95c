"""`wardmote init`."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from wardmote.project import serve
from wardmote.project.cli import database, lift_limits
from wardmote.project.progress import say

if TYPE_CHECKING:
    from wardmote.project.founding import Folder, Outcome
    from wardmote.shared.partnerships.actions import Described
    from wardmote.shared.partnerships.models import Partnership

SHOWN = 100
"""Faults that are printed; the rest are counted."""


@click.command(
    help="""Set up a new partnership in an empty database, and invite its first administrator.

    \b
    It asks for what you do not give:
      wardmote init --name "Brynmor Community Partnership" --short-name Brynmor \\
        --administrator "Angharad Pugh" --email angharad@brynmor.example

    \b
    With a folder it brings what is there: partnership.yaml, logo.png,
    wards.geojson, areas.csv, postcodes.csv, categories.yaml, organisations.csv,
    teams.csv, remits.csv, people.csv:
      wardmote init --from FOLDER --check     says what is wrong, and changes nothing
      wardmote init --from FOLDER             does it, if nothing is wrong

    Run again, it goes on where it stopped, and says what it changed. How the files look:
    docs/how-to/set-up-a-partnership.md
    """
)
@click.option(
    "--from",
    "path",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    envvar="WARDMOTE_INIT_FROM",
    help="Folder with the partnership's files.",
)
@click.option("--check", is_flag=True, help="Only look at the folder, and change nothing.")
@click.option("--name", envvar="WARDMOTE_INIT_NAME", help="Name of the partnership, as on a letter.")
@click.option(
    "--short-name", envvar="WARDMOTE_INIT_SHORT_NAME", help="Its short name, for the head of every page."
)
@click.option(
    "--administrator", envvar="WARDMOTE_INIT_ADMINISTRATOR", help="Name of the first administrator."
)
@click.option("--email", envvar="WARDMOTE_INIT_EMAIL", help="Their e-mail address.")
@click.option("--mail", is_flag=True, help="Mail them their link, rather than print it here.")
def command(
    path: Path | None,
    check: bool,
    name: str | None,
    short_name: str | None,
    administrator: str | None,
    email: str | None,
    mail: bool,
) -> None:
    """Found it, bring the files, invite the administrator: whatever of that is still to do."""
    if check and path is None:
        raise click.UsageError("--check looks at a folder. Name it with --from.")
    with database():
        from wardmote.shared.partnerships import queries

        serve.bring_database_up_to_date()
        lift_limits()
        here = queries.the_partnership()
        if here is not None:
            _refuse(here, name, has_folder=path is not None)
        folder = _read(path)
        if not (check or queries.is_administered()):
            _require_key()
        named = None if here else _named(folder, name, short_name, may_ask=not check)
        _bring(folder, named, only_look=check)
        if not check:
            _invite(folder, administrator, email, by_mail=mail)
            _say_what_is_left()


def _refuse(here: Partnership, name: str | None, *, has_folder: bool) -> None:
    """Refuse what would found a second partnership, or change the one that is here from its command line."""
    from django.conf import settings

    from wardmote.shared.partnerships import queries

    if here.is_demo:
        raise click.ClickException(
            "The demo borough is in this database. A partnership goes into an empty one: see DATABASE_URL."
        )
    if queries.is_administered() and not has_folder:
        raise click.ClickException(
            f"{here.name} is set up here and has its administrator; there is one partnership in a database. It is"
            f" changed in its pages, at {settings.WARDMOTE_ORIGIN}/set-up, or with wardmote init --from FOLDER."
            " Nothing was changed."
        )
    if name and name != here.name:
        raise click.ClickException(
            f"{here.name} is founded here already, and its name is changed in its pages. Leave out --name, and this"
            " goes on where it stopped. Nothing was changed."
        )


def _require_key() -> None:
    """Their link must be good at the server: both sign with the same key."""
    from django.conf import settings
    from django.core.exceptions import ImproperlyConfigured

    try:
        settings.SECRET_KEY  # noqa: B018 (it refuses to be empty)
    except ImproperlyConfigured as error:
        raise click.ClickException(
            "WARDMOTE_SECRET_KEY is not set. The administrator's link is signed with it, so set it as the server has"
            " it, and run this again. Nothing was changed."
        ) from error


def _read(path: Path | None) -> Folder:
    from wardmote.project.founding import Faulty, Folder, read_folder

    if path is None:
        return Folder()
    try:
        return read_folder(path)
    except Faulty as refused:
        raise _told(map(str, refused.faults)) from refused


def _named(folder: Folder, name: str | None, short_name: str | None, *, may_ask: bool) -> Described:
    from wardmote.shared.partnerships.actions import Described

    plan = folder.plan
    return Described(
        name=_given(name or plan.name, "Name of the partnership", "--name", may_ask=may_ask),
        short_name=_given(
            short_name or plan.short_name, "Short name, one or two words", "--short-name", may_ask=may_ask
        ),
        address=plan.address,
        email=plan.email,
    )


def _given(words: str | None, question: str, option: str, *, may_ask: bool = True) -> str:
    if words:
        return words
    if may_ask and _is_asked():
        answer: str = click.prompt(question)
        return answer
    raise click.ClickException(f"{question}: give it with {option}. Nothing was changed.")


def _is_asked() -> bool:
    """Whether somebody sits there who can answer."""
    return sys.stdin.isatty()


def _bring(folder: Folder, named: Described | None, *, only_look: bool) -> None:
    from wardmote.kernel.actor import system
    from wardmote.project.founding import carry_out, parts_of, rehearse

    parts = parts_of(folder, by=system("wardmote init"), named=named)
    outcomes = rehearse(parts)
    if any(not outcome.is_good for outcome in outcomes):
        raise _told(_faults(outcomes))
    if only_look:
        _table(outcomes)
        say("Everything can be used. Nothing was changed.")
        return
    done = []
    for outcome in carry_out(parts):
        done.append(outcome)
        _table([outcome])
    if done and not done[-1].is_good:
        raise _told(_faults(done[-1:]), kept=True)


def _table(outcomes: Iterable[Outcome]) -> None:
    for outcome in outcomes:
        say(f"  {outcome.file:<19} {outcome.changed or 'as it was'}")


def _faults(outcomes: Iterable[Outcome]) -> list[str]:
    lines = []
    for outcome in outcomes:
        lines += [str(fault) for fault in outcome.faults]
        if outcome.waits_for:
            lines.append(f"{outcome.file}: not looked at. Mend {outcome.waits_for} first.")
    return lines


def _told(faults: Iterable[str], *, kept: bool = False) -> click.ClickException:
    lines = list(faults)
    more = [f"and {len(lines) - SHOWN:,} more."] if len(lines) > SHOWN else []
    end = (
        "What came before was kept. Mend this and run it again: it goes on from here."
        if kept
        else "Nothing was changed. Mend these and run it again."
    )
    return click.ClickException("\n  ".join(["This cannot be used yet:", *lines[:SHOWN], *more]) + f"\n{end}")


def _invite(folder: Folder, name: str | None, email: str | None, *, by_mail: bool) -> None:
    """Invite the first administrator, or hand over their link once more, unless somebody administers already."""

    from wardmote.kernel.actor import system
    from wardmote.kernel.refusals import NotReady
    from wardmote.shared.partnerships import actions, queries
    from wardmote.shared.partnerships.adapters import link_with

    if queries.is_administered():
        return
    waiting, plan = queries.first_administrator_waiting(), folder.plan.administrator
    name = name or (plan.name if plan else "") or (waiting.name if waiting else "")
    email = email or (plan.email if plan else "") or (waiting.email if waiting else "")
    by = system("wardmote init")
    try:
        invitation, secret = actions.invite_first_administrator(
            by=by,
            name=_given(name, "Name of its first administrator", "--administrator"),
            email=_given(email, "Their e-mail address", "--email"),
            by_mail=by_mail,
        )
    except NotReady as refused:
        raise click.ClickException(f"{refused} What came before was kept: run it again.") from refused
    until = f"{invitation.expires_at:%-d %B %Y}"
    if by_mail:
        sent = actions.mail_invitation(by=by, invitation=invitation)
        if sent.mail_fault:
            raise click.ClickException(
                "The mail server did not take the mail with their link (see WARDMOTE_SMTP). Run this again without"
                " --mail: then the link is printed."
            )
        say(f"\nTheir link is on its way to {invitation.email}. It works until {until}.")
    else:
        say(
            f"\n{invitation.name} takes up the role of administrator here, until {until}:\n{link_with(secret)}"
        )


def _say_what_is_left() -> None:
    from django.conf import settings

    from wardmote.kernel.actor import system
    from wardmote.shared.partnerships import queries
    from wardmote.shared.partnerships.rules import MAY_BE_LEFT_OUT, Standing, how_far

    standings = how_far(queries.how_it_stands(system("wardmote init")))
    left = [
        step.called
        for step, standing in standings.items()
        if standing is not Standing.DONE and step not in MAY_BE_LEFT_OUT
    ]
    if left:
        say(f"\nStill to do, in the pages at {settings.WARDMOTE_ORIGIN}/set-up:")
        say("\n".join(f"- {what}" for what in left))
    else:
        say("\nEverything that is needed is there.")
