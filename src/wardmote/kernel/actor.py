"""Who is acting. Built once at the edge and passed, first and by keyword, to every action and query."""

from dataclasses import dataclass
from typing import NamedTuple


class Role(NamedTuple):
    """A role somebody holds, and where: `("duty_officer", "team:12")`, `("councillor", "area:9")`."""

    name: str
    scope: str


@dataclass(frozen=True, kw_only=True)
class Actor:
    """A person, an outside system, or the platform itself.

    `keys` open rows in the database (row-level security): team t is t, its safeguarding lead -t,
    0 any signed-in partner, 1,000,000,000 + person id a named person, 2,000,000,000 whoever may see that
    work moves, -1,000,000,000 - referral id whoever answers one referral by a link. `standing` says in
    words what they are: "Duty officer, Repairs desk".
    `via` names what they act through, where it is not a page: "token:7".
    `held_back` are roles that are not in force until a second factor has been shown; they give no keys.
    """

    id: str
    name: str
    person_id: int | None = None
    roles: frozenset[Role] = frozenset()
    held_back: frozenset[Role] = frozenset()
    keys: tuple[int, ...] = ()
    standing: str = ""
    via: str = ""

    @property
    def known_person_id(self) -> int:
        """The person's id, where only a person can act. Raises ValueError for a job or somebody not signed in."""
        if self.person_id is None:
            raise ValueError(f"{self.id} is not a person")
        return self.person_id

    def holds(self, *names: str, scope: str | None = None) -> bool:
        """Say whether the actor holds one of these roles, in this scope or, without one, anywhere."""
        return any(role.name in names and scope in (None, role.scope) for role in self.roles)

    def scopes(self, *names: str) -> frozenset[str]:
        """Return the scopes in which the actor holds one of these roles."""
        return frozenset(role.scope for role in self.roles if role.name in names)


NOBODY = Actor(id="nobody", name="Somebody not signed in")


def system(job: str) -> Actor:
    """Return the actor for work the platform does by itself. It holds no keys."""
    return Actor(id=f"system:{job}", name="Wardmote")
