"""The whole policy as one table: for each permission, who may, found by trying the rules themselves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from wardmote.kernel import access
from wardmote.kernel.access import Extent
from wardmote.kernel.actor import Actor, Role, system

from ..rules import RoleName, StandsAt, keys_for, stands_at

WARDMOTE = "wardmote"
"""The column of the platform itself: jobs, and the server's own command line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyRow:
    """One permission: its rule in words, what the rule asks, and how far each role may."""

    permission: str
    sentence: str
    condition: str
    roles: Mapping[str, Extent]

    def holders(self, extent: Extent) -> Sequence[str]:
        """The roles that may so far."""
        return [role for role, far in self.roles.items() if far is extent]


def policy_table() -> Sequence[PolicyRow]:
    """Every permission, by name, tried with somebody of each role. No query."""
    actors = {role.value: _somebody(role) for role in RoleName} | {WARDMOTE: system("command line")}
    tried_with = access.samples()
    return [
        PolicyRow(
            permission=permission,
            sentence=sentence,
            condition=access.condition(permission),
            roles={role: access.extent(actor, permission, tried_with) for role, actor in actors.items()},
        )
        for permission, sentence in access.policy().items()
    ]


def _somebody(role: RoleName) -> Actor:
    """Somebody who holds one role, at the place with the number 1, and has shown a second factor."""
    at = stands_at(role)
    scope = "partnership" if at is StandsAt.PARTNERSHIP else f"{at}:1"
    return Actor(
        id="person:1",
        name="Somebody",
        person_id=1,
        roles=frozenset({Role(role, scope)}),
        keys=keys_for(1, [(role, 1 if at is StandsAt.TEAM else None)]),
    )
