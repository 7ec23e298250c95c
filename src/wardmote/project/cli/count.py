"""`wardmote count`."""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from wardmote.modules.ballots.rules.cards.card import RuleCard
    from wardmote.modules.ballots.rules.lots import Ties
    from wardmote.modules.ballots.rules.recount import Recounted


@click.command(
    help="Count files of ballots (pabulib's .pb) by the rule that each names, or by a card. Several files give a"
    " table that also says whether the count is what the city decided, and if not, why not."
)
@click.argument(
    "files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path)
)
@click.option(
    "--rule", "card_file", metavar="CARD", help="A rule card (a YAML or JSON file), or a rule's name."
)
@click.option(
    "--ties", "ties_words", metavar="ORDER", help="lot:SEED, file or cost-votes-id, in place of the card's."
)
@click.option("--explain", is_flag=True, help="For every project why, and what would have turned it.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object for each file, a line each.")
def command(
    files: tuple[Path, ...], card_file: str | None, ties_words: str | None, explain: bool, as_json: bool
) -> None:
    """Count, print, and end with 1 if a file could not be read."""
    card, named, ties = _card(card_file), _name(card_file), _ties(ties_words)
    unread = False
    rows: list[Recounted] = []
    for file in files:
        try:
            recounted = _recount(file, card, named, ties)
        except click.ClickException as error:
            click.echo(f"{file}: {error.message}", err=True)
            unread = True
            continue
        if as_json:
            click.echo(json.dumps(_plain(recounted, explain), ensure_ascii=False))
        elif len(files) == 1 or explain:
            from wardmote.modules.ballots.rules.telling import told

            click.echo(told(recounted, explain=explain))
        else:
            rows.append(recounted)
    if rows:
        from wardmote.modules.ballots.rules.telling import table

        click.echo(table(rows))
    if unread:
        sys.exit(1)


def _card(words: str | None) -> RuleCard | None:
    if words is None or not Path(words).is_file():
        return None
    from wardmote.kernel.mapping_files import WrongMapping
    from wardmote.modules.ballots.rules.cards.reading import read_card

    try:
        return read_card(Path(words).read_text(encoding="utf-8-sig"))
    except (WrongMapping, UnicodeDecodeError) as error:
        raise click.ClickException(f"{words} is no rule card that can be used.\n{error}") from error


def _name(words: str | None) -> str | None:
    if words is None or Path(words).is_file():
        return None
    from wardmote.modules.ballots.rules.cards.named import RULES

    if words.strip().lower() not in RULES:
        raise click.ClickException(f"{words} is neither a file nor a rule. Rules are: {', '.join(RULES)}.")
    return words


def _ties(words: str | None) -> Ties | None:
    from wardmote.modules.ballots.rules.lots import WrongTies, ties_of

    try:
        return ties_of(words) if words is not None else None
    except WrongTies as error:
        raise click.ClickException(str(error)) from error


def _recount(file: Path, card: RuleCard | None, named: str | None, ties: Ties | None) -> Recounted:
    from wardmote.modules.ballots.rules.constraints import WrongCard
    from wardmote.modules.ballots.rules.pabulib import UnreadableBallots, read
    from wardmote.modules.ballots.rules.recount import recount

    if card and ties:
        card = replace(card, ties=ties)
    try:
        ballots = read(lambda: file.open("rb"), ranked=card.ranked if card else None)
        return recount(str(file), ballots, card=card, named_rule=named, ties=ties)
    except UnreadableBallots as error:
        raise click.ClickException(f"cannot be counted.\n{error}") from error
    except WrongCard as error:
        raise click.ClickException(f"cannot be counted by this card. {error}") from error
    except OSError as error:
        raise click.ClickException(f"cannot be read: {error.strerror}.") from error


def _plain(recounted: Recounted, explain: bool) -> dict[str, Any]:
    from wardmote.modules.ballots.rules.telling import plain

    return {key: _number(value) for key, value in plain(recounted, explain=explain).items()}


def _number(value: Any) -> Any:
    """Whole numbers as such, others as decimals."""
    if isinstance(value, Decimal):
        return int(value) if value == int(value) else float(value)
    if isinstance(value, dict):
        return {key: _number(each) for key, each in value.items()}
    return value
