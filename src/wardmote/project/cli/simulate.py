"""`wardmote simulate`."""

import sys

import click

from wardmote.project.cli import set_up_django
from wardmote.project.demo import SEED
from wardmote.project.progress import say, step

_INTERRUPTED = 130
"""What a shell gives a program that Ctrl-C ended."""


@click.command(
    help="Play months of the demo borough, in memory, by the product's own rules; and count whether anything falls"
    " through. Needs no database and changes nothing. Ends with 1 if anything fell through, and prints its log."
)
@click.option("--months", default=12, show_default=True, type=click.IntRange(1, 24), help="How long to play.")
@click.option("--seed", default=SEED, show_default=True, help="The same seed gives the same year.")
def command(months: int, seed: int) -> None:
    """Play it and print what came of it; stopped by Ctrl-C, what came of it until then."""
    set_up_django()
    from wardmote.project.demo import content
    from wardmote.project.demo.simulation import Year, told
    from wardmote.shared.partnerships.queries import bank_holidays

    stopped = False
    with step("Playing the borough") as note:
        year = Year(content.read(), seed=seed, months=months, holidays=bank_holidays())
        try:
            year.play(note)
        except KeyboardInterrupt:
            stopped = True
    if stopped:
        say(
            f"\nStopped on {year.now:%-d %B %Y}, after {len(year.lives.referrals):,} referrals. Until then:\n"
        )
    say(told(year))
    if year.watch.faults:
        sys.exit(1)
    if stopped:
        sys.exit(_INTERRUPTED)
