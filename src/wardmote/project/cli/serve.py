"""`wardmote serve`."""

import os
from contextlib import ExitStack

import click

from wardmote.project import postgres, serve
from wardmote.project.cli import data_folder, set_up_django
from wardmote.project.progress import say, step


@click.command(help="Run the web server, the worker and the relay, and start again what ends.")
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
def command(host: str, port: int) -> None:
    """Bring database and static files up to date, then serve until stopped."""
    serve.require_free_port(host, port)
    with ExitStack() as stack:
        server = None
        if not os.environ.get("DATABASE_URL"):
            server = stack.enter_context(postgres.start(data_folder() / "postgres"))
            os.environ["DATABASE_URL"] = server.url
        with step("Loading Wardmote"):
            set_up_django()
        serve.prepare()
        serve.run(
            host=host,
            port=port,
            database=server,
            logs=None,
            ready=lambda: say(f"Serving on {host}:{port}"),
        )
