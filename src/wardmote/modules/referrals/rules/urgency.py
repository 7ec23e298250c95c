"""Why something cannot wait: the reasons for which it is sent as urgent, asked for where its kind has an urgent clock.

Public names: `UrgentReason`, `URGENT_REASONS`, `check_urgent`. Danger now is none of them: that is 999, never a form.
"""

from dataclasses import dataclass

from wardmote.kernel.refusals import NotReady


@dataclass(frozen=True, slots=True, kw_only=True)
class UrgentReason:
    """A reason, as whoever sends it chooses it."""

    key: str
    label: str


URGENT_REASONS = {
    reason.key: reason
    for reason in (
        UrgentReason(key="harm-soon", label="Somebody may come to harm in the next hours or days"),
        UrgentReason(
            key="goes-without", label="Somebody has no heating, water, light, food or safe place tonight"
        ),
        UrgentReason(key="nobody-looks-after", label="Somebody who needs care has nobody today"),
        UrgentReason(key="spreads", label="It grows worse by the hour"),
        UrgentReason(key="proof-goes", label="Proof or a chance will be gone"),
        UrgentReason(key="fixed-date", label="It must be done before a date that cannot move"),
    )
}
"""By their keys, which are stored and never change, in the order in which they are offered."""


def check_urgent(because: str, *, category: str, can_be: bool) -> str:
    """The reason for which something is urgent, nothing where it is not; raises NotReady for one that is none.

    `can_be` says whether its category has a clock for what is urgent.
    """
    if not because:
        return ""
    if not can_be:
        raise NotReady(
            f"“{category}” has no clock for what is urgent. Send it with its usual clock, and ring as well.",
            field="urgent_because",
        )
    if because not in URGENT_REASONS:
        raise NotReady("Choose why it cannot wait.", field="urgent_because")
    return because
