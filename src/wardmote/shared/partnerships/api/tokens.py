"""Who holds a token: what the API asks with every call."""

import dataclasses

from wardmote.kernel.actor import NOBODY
from wardmote.kernel.api.holders import Refused, TokenHolder

from .. import queries
from ..actions.using import note_use
from ..rules.tokens import TokenState

_REFUSED = {TokenState.EXPIRED: Refused.EXPIRED, TokenState.REVOKED: Refused.REVOKED}


def holder_of_token(secret: str) -> TokenHolder | Refused:
    """Say for whom a secret speaks at this moment and what for, or why for nobody.

    Only who sent the whole secret learns that it has run out or was revoked. What is done through it names the token
    in the audit trail.
    """
    token = queries.token_with_secret(secret)
    if token is None:
        return Refused.UNKNOWN
    state = queries.state_of(token)
    if state in _REFUSED:
        return _REFUSED[state]
    actor = queries.carried_by(token.person_id)
    if actor != NOBODY:
        actor = dataclasses.replace(actor, via=f"token:{token.pk}")
        note_use(token)
    return TokenHolder(actor, frozenset(token.scopes), token.pk)
