"""`wardmote rehearse`."""

from __future__ import annotations

import io
import sys
from pathlib import Path

import click


@click.command(
    help="Count an invented electorate whose answer is known: ties, blank ballots, voters who are there twice, more"
    " asked for than there is. Ends with 1 if any answer is wrong."
)
@click.option(
    "--electorate",
    "seed",
    required=True,
    metavar="SEED",
    help="Any word or number; the same one draws the same voters.",
)
@click.option(
    "--rule",
    "card_file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="CARD",
    help="Also count them by this rule card.",
)
@click.option(
    "--write",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write the electorate here as a .pb file.",
)
def command(seed: str, card_file: Path | None, write: Path | None) -> None:
    """Draw, count, compare with what is known."""
    from wardmote.kernel.mapping_files import WrongMapping
    from wardmote.modules.ballots.rules.cards.card import EqualShares, MostVotes, RuleCard
    from wardmote.modules.ballots.rules.cards.reading import read_card
    from wardmote.modules.ballots.rules.constraints import WrongCard
    from wardmote.modules.ballots.rules.counting import count
    from wardmote.modules.ballots.rules.lots import Order, Ties
    from wardmote.modules.ballots.rules.pabulib import UnreadableBallots, read
    from wardmote.modules.ballots.rules.recount import recount
    from wardmote.modules.ballots.rules.rehearsing import electorate
    from wardmote.modules.ballots.rules.telling import told

    drawn = electorate(seed)
    wrong = 0

    def check(what: str, holds: bool) -> None:
        nonlocal wrong
        wrong += not holds
        click.echo(f"{'right' if holds else 'WRONG'}  {what}")

    click.echo(
        f"{drawn.voters} voters in {len(drawn.camps)} camps, {drawn.blank} of them blank; budget £{drawn.budget:,}."
    )
    twice = drawn.text(with_twice=True).encode()
    try:
        read(lambda: io.BytesIO(twice))
        refused = 0
    except UnreadableBallots as error:
        refused = len(error.faults)
    check(f"The {len(drawn.twice)} voters who are there twice are refused.", refused == len(drawn.twice))
    plain = drawn.text(with_twice=False).encode()
    file = read(lambda: io.BytesIO(plain))
    ids = [project.id for project in file.election.projects]
    check(
        "Every project has the votes that were given to it.",
        dict(zip(ids, file.election.votes, strict=True)) == drawn.tally(),
    )
    for name, rule, known in (
        ("Most votes first", MostVotes(), drawn.most_votes()),
        ("Equal shares", EqualShares(add1=False), drawn.equal_shares()),
    ):
        result = count(file.election, RuleCard(name=name, rule=rule, ties=Ties(Order.LOT, seed)))
        check(f"{name} funds {', '.join(known)}.", [ids[place] for place in result.winners] == known)
        check(f"{name} spends no more than there is.", result.cost <= file.election.budget)
    if write:
        write.write_bytes(plain)
    if card_file:
        try:
            card = read_card(card_file.read_text(encoding="utf-8-sig"))
            click.echo("\n" + told(recount(f"rehearsal {seed}", file, card=card)))
        except (WrongMapping, WrongCard, UnicodeDecodeError) as error:
            raise click.ClickException(f"{card_file} cannot be used.\n{error}") from error
    if wrong:
        sys.exit(1)
