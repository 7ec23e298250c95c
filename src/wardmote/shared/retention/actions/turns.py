"""Who changes what may go, and who sheds, take turns: a hold that was placed is seen by the next batch."""

from django.db import OperationalError

from wardmote.kernel.database import in_turn, waited_in_vain
from wardmote.kernel.refusals import Conflict


def take_turns() -> None:
    """Wait until nobody sheds, then let nobody shed until this transaction ends. Raises Conflict after two seconds."""
    try:
        in_turn("retention")
    except OperationalError as error:
        if waited_in_vain(error):
            raise Conflict(
                "Wardmote is removing something at this moment. Nothing was changed. Try again in a few seconds."
            ) from error
        raise
