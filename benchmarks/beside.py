"""Starts `probe.py`, which can be loaded only once Django is set up: `python -m benchmarks.beside SIZE`."""

from wardmote.project.cli import set_up_django


def main() -> None:
    """Set Django up, then fill the database and answer."""
    set_up_django()
    from benchmarks.probe import main as fill_and_answer

    fill_and_answer()


if __name__ == "__main__":
    main()
