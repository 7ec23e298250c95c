"""Follows what happens to what you may see, and says how each referral stands. Stop it and start it again: it goes on.

    export WARDMOTE_URL=https://wardmote.example WARDMOTE_TOKEN=…      # scopes events:read and referrals:read
    python follow_events.py place.txt

The place up to which it has told everything is kept in the file that you name.
"""

import os
import sys
from pathlib import Path

from wardmote_client import Wardmote
from wardmote_client.problems import NotFound, Problem, Unanswered
from wardmote_client.shapes import EventOut


def follow(wardmote: Wardmote, kept: Path, *, every: float = 30.0) -> None:
    """Tell everything that happens after the place that was kept; from now on, if there is none."""
    place = kept.read_text() if kept.exists() else ""
    if not place:
        place = wardmote.list_events(start="now")["next"]
        keep(place, kept)
    for page in wardmote.follow_events(place, every=every):
        for event in page["items"]:
            print(line(wardmote, event), flush=True)
        keep(page["next"], kept)  # only now: what was not told to the end is told again


def line(wardmote: Wardmote, event: EventOut) -> str:
    """Say in a line what happened, and how the referral stands at this moment."""
    said = f"{event['at']}  {event['kind']:<28}{event['referral'] or event['observation']}"
    if event["referral"] is None:
        return said
    try:
        referral = wardmote.get_referral(event["referral"]).body
    except NotFound:  # it went out of sight meanwhile
        return said
    deadline = referral["deadline"]
    due = f", {deadline['kind']} by {deadline['at']}" if deadline else ""
    return f"{said}  {referral['state']}{due}"


def keep(place: str, kept: Path) -> None:
    """Keep the place, wholly or not at all."""
    new = kept.with_suffix(".new")
    new.write_text(place)
    new.replace(kept)


def main(words: list[str]) -> int:
    """Follow until stopped. Exit code 1 when it cannot go on."""
    if len(words) != 1 or not {"WARDMOTE_URL", "WARDMOTE_TOKEN"} <= set(os.environ):
        sys.stderr.write(__doc__ or "")
        return 2
    try:
        with Wardmote(os.environ["WARDMOTE_URL"], os.environ["WARDMOTE_TOKEN"]) as wardmote:
            follow(wardmote, Path(words[0]))
    except (Problem, Unanswered, ValueError) as stopped:
        sys.stderr.write(f"{stopped}\n")
        return 1
    except KeyboardInterrupt:
        sys.stderr.write("\nStopped. Start it again, and it goes on where it was.\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
