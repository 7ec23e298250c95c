"""The gaps that the words about a referral may have: codes, names of teams and categories, and times."""

from wardmote.shared.messaging.ports import Placeholder

from ...rules import Notice

_GAPS = {
    gap.name: gap
    for gap in (
        Placeholder(name="reference", about="Its number", example="R-7KQ2", required=True),
        Placeholder(name="category", about="What kind of matter it is", example="Fly-tipping"),
        Placeholder(name="team", about="The team that was asked to act", example="Street cleaning"),
        Placeholder(name="sender", about="The team that sent it", example="Housing office"),
        Placeholder(name="desk", about="The team on whose desk it lies", example="Street cleaning"),
        Placeholder(name="from", about="The team that had it before", example="Old depot"),
        Placeholder(name="by", about="The team that closed it", example="Street cleaning"),
        Placeholder(name="to", about="The team that has it from now on", example="Parks"),
        Placeholder(name="what", about="What is due", example="acknowledge it"),
        Placeholder(name="when", about="By when it is due", example="Tuesday 3 March, 12:00"),
        Placeholder(name="until", about="Until when", example="Friday 6 March"),
        Placeholder(name="why", about="The reason, from the fixed list", example="Cannot reach the person"),
        Placeholder(
            name="outcome", about="How it ended, from the fixed list", example="It has been put right."
        ),
    )
}


def key_of(notice: Notice) -> str:
    """The key by which messaging knows a kind."""
    return f"referrals.{notice}"


def gaps(names: str) -> tuple[Placeholder, ...]:
    """The gaps with these names."""
    return tuple(_GAPS[name] for name in names.split())
