"""`wardmote reviews figures`."""

from __future__ import annotations

import json

import click

from wardmote.project.cli import database


@click.command(
    help="The four numbers of a financial year that the law has published of ASB case reviews: applications, thresholds"
    " not met, reviews carried out, reviews that led to recommendations. They are exact, and split no further."
)
@click.option("--year", "written", required=True, metavar="YEAR", help="The financial year, such as 2025-26.")
@click.option(
    "--format", "form", type=click.Choice(["text", "csv", "json"]), default="text", show_default=True
)
def command(written: str, form: str) -> None:
    """Print them."""
    with database():
        from wardmote.kernel.ui.tables import table_text
        from wardmote.modules.reviews import queries
        from wardmote.modules.reviews.rules import EXACT, year_written

        year = year_written(written)
        if year is None:
            raise click.ClickException(f"“{written}” is no financial year. Write it like 2025-26.")
        found = queries.figures_of(year)
        if form == "json":
            click.echo(json.dumps({"year": year.name, **dict(found.rows)}, indent=2))
        elif form == "csv":
            rows: list[tuple[str, str, int]] = [(year.name, words, number) for words, number in found.rows]
            click.echo(table_text(["Year", "What", "Number"], rows), nl=False)
        else:
            click.echo(f"ASB case reviews, 1 April {year.begins_in} to 31 March {year.begins_in + 1}")
            for words, number in found.rows:
                click.echo(f"{number:>6}  {words}")
            click.echo(EXACT)
