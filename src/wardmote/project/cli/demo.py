"""`wardmote demo`."""

import os
import shutil
import time
from contextlib import ExitStack
from pathlib import Path

import click

from wardmote.project import postgres, serve
from wardmote.project.cli import data_folder, set_up_django
from wardmote.project.cli.load_demo import load_borough
from wardmote.project.progress import say, step


@click.command(help="Run the demo borough on this machine.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
@click.option("--data", type=click.Path(file_okay=False, path_type=Path), help="Folder for everything kept.")
@click.option("--fresh", is_flag=True, help="First delete what an earlier demo kept in the folder.")
def command(port: int, data: Path | None, fresh: bool) -> None:
    """Prepare what is missing, serve until stopped."""
    began = float(os.environ.pop("WARDMOTE_BEGAN_AT", time.time()))
    folder = data.absolute() if data else data_folder()
    os.environ |= {
        "WARDMOTE_DATA": str(folder),
        "WARDMOTE_DEMO": "1",
        "WARDMOTE_ORIGIN": f"http://localhost:{port}",
    }
    serve.require_free_port("127.0.0.1", port)
    if fresh:
        _forget(folder)
    with ExitStack() as stack:
        server = None
        if not os.environ.get("DATABASE_URL"):
            with step("Starting the database"):
                server = stack.enter_context(postgres.start(folder / "postgres"))
            os.environ["DATABASE_URL"] = server.url
        with step("Loading Wardmote"):
            set_up_django()
        serve.prepare()
        load_borough()

        def ready() -> None:
            say(
                f"\nWardmote is ready, {time.time() - began:.1f} s after you started it.\n"
                f"Open http://localhost:{port}/demo/people and choose who to be. Everybody in the demo is invented.\n"
                f"Ctrl-C stops it. What you enter is kept in {folder}.\n"
            )

        logs = folder / "logs"
        logs.mkdir(parents=True, exist_ok=True)
        serve.run(host="127.0.0.1", port=port, database=server, logs=logs, ready=ready)


def _forget(folder: Path) -> None:
    if os.environ.get("DATABASE_URL"):
        raise click.ClickException(
            "--fresh deletes the embedded database only. Empty the one of DATABASE_URL yourself, "
            "or unset DATABASE_URL."
        )
    postgres.forget(folder / "postgres")
    for kept in ("files", "logs", "mail", "static"):
        if (folder / kept).exists():
            shutil.rmtree(folder / kept)
