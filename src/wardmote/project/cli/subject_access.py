"""`wardmote subject-access`."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from wardmote.project.cli import database, lift_limits

if TYPE_CHECKING:
    from wardmote.kernel.privacy.own_copy import Sought
    from wardmote.shared.partnerships.models import Organisation

_SHOWN = 50


@click.command(
    help="Look for all that an organisation keeps of one person, and list it. With --out it also writes the copy of"
    " what you name with --record, as a page and as data: what nobody has read stays out of it, other people too, and"
    " everything that is protected. For an answer that is handed over, a data protection officer works the request in"
    " the pages. That you looked is kept."
)
@click.option("--person", required=True, metavar="NAME-OR-EMAIL", help="Whom it is about.")
@click.option("--born", metavar="YYYY-MM-DD", help="Their date of birth, to tell people of one name apart.")
@click.option("--address", default="", help="Their address, for the same.")
@click.option(
    "--organisation",
    "key",
    default="",
    metavar="KEY",
    help="Whose records: the key of the organisation. Default: each that has a data protection officer.",
)
@click.option(
    "--record", "records", multiple=True, metavar="NUMBER", help="The number of a record that is theirs."
)
@click.option("--all", "everything", is_flag=True, help="Also list what holds only a word of the name.")
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    help="The folder into which the copy is written.",
)
def command(
    person: str,
    born: str | None,
    address: str,
    key: str,
    records: tuple[str, ...],
    everything: bool,
    out: Path | None,
) -> None:
    """List what was found; write the copy of what was named. Nothing is merged, and nothing is chosen by itself."""
    with database():
        from wardmote.kernel.privacy.own_copy import Sought
        from wardmote.shared.partnerships import queries as partnerships

        lift_limits()
        organisations = partnerships.organisations_that_answer(key)
        if not organisations:
            raise click.ClickException(
                "There is no organisation with this key. Check it."
                if key
                else "No organisation has a data protection officer. Say with --organisation whose records you mean."
            )
        sought = Sought(
            name="" if "@" in person else person,
            email=person if "@" in person else "",
            born_on=_day(born),
            address=address,
        )
        written = [
            _look(one, sought, records, out / one.key if out else None, everything=everything)
            for one in organisations
        ]
    if out is not None and not any(written):
        raise click.ClickException(
            "Name with --record which of these are theirs. Nothing is chosen by itself, however few there are."
        )


def _look(
    organisation: Organisation,
    sought: Sought,
    records: tuple[str, ...],
    out: Path | None,
    *,
    everything: bool,
) -> bool:
    """List what one organisation keeps, and write the copy of what is named; say whether one was written."""
    from wardmote.shared.rights import actions

    found, protected = actions.find_by_command(organisation=organisation, sought=sought)
    many = f"{len(found)} record{'' if len(found) == 1 else 's'}"
    click.echo(f"{organisation.name} keeps {many} in which this person may be.")
    likely = [one for one in found if one.agrees]
    shown = found if everything else likely[:_SHOWN]
    for number, one in enumerate(shown, 1):
        agrees = f" (agrees in: {', '.join(one.agrees)})" if one.agrees else ""
        click.echo(f"{number:3}  {one.title}{agrees}")
        for name, value in one.facts:
            click.echo(f"       {name}: {value}")
    _say_what_is_not_shown(len(likely) - len(shown), len(found) - len(likely), everything=everything)
    if len(likely) > 1 and likely[0].agrees == likely[1].agrees:
        click.echo(
            "     More than one agrees as well as the first. Give --born or --address to tell people of one name apart."
        )
    if protected:
        click.echo(
            "Some of what it keeps is protected and is not listed here: its safeguarding leads decide."
        )
    wanted = [one for one in found if one.title in records or one.code in records]
    if out is None or not wanted:
        return False
    whole, page = actions.copy_by_command(organisation=organisation, sought=sought, chosen=wanted)
    out.mkdir(parents=True, exist_ok=True)
    for name, text in (("copy.html", page), ("copy.json", whole.text)):
        path = out / name
        path.write_text(text, encoding="utf-8")
        path.chmod(0o600)
        click.echo(f"Written: {path}")
    click.echo(
        f"{whole.left_out} things are left out, most because nobody has read them for what tells of others."
    )
    return True


def _say_what_is_not_shown(agree: int, words_only: int, *, everything: bool) -> None:
    """Say how many records are not listed: others that agree in something, and those that only hold a word of it."""
    if everything:
        return
    if agree > 0:
        click.echo(f"     and {agree} more that agree in something. --all lists them.")
    if words_only:
        them = "1 record holds" if words_only == 1 else f"{words_only} records hold"
        click.echo(f"     {them} a word of it, and nothing that agrees. --all lists them, last.")


def _day(born: str | None) -> date | None:
    try:
        return date.fromisoformat(born) if born else None
    except ValueError as error:
        raise click.ClickException("Write the date of birth as 1980-05-31.") from error
