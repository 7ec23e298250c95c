"""What is said about the ground on which people were told of: never of whom, nor in whose words."""

from wardmote.shared.messaging.ports import MessageKind, Placeholder

CONSENT_WITHDRAWN = "referrals.consent_withdrawn"
OVERRIDE_WAITS = "referrals.override_waits"
OVERRIDE_OBJECTED = "referrals.override_objected"
OVERRIDE_ANSWERED = "referrals.override_answered"
AGREEMENT_ENDS = "referrals.agreement_ends"
AGREEMENT_ENDED = "referrals.agreement_ended"

_REFERENCE = Placeholder(name="reference", about="Its number", example="R-7KQ2", required=True)
_CATEGORY = Placeholder(name="category", about="What kind of matter it is", example="Cold home")
_SENDER = Placeholder(name="sender", about="The team that shares", example="Housing office", required=True)
_TO = Placeholder(
    name="organisation", about="The organisation that is told", example="Fire and rescue", required=True
)
_AGREEMENT = Placeholder(
    name="agreement", about="Its title", example="Information sharing protocol", required=True
)
_WHEN = Placeholder(name="when", about="The first day on which it no longer holds", example="Friday 6 March")

SHARING = (
    MessageKind(
        key=CONSENT_WITHDRAWN,
        name="Consent was withdrawn",
        about="To whoever is on an open referral, on both sides, when a consent that it rests on is withdrawn.",
        subject="Consent was withdrawn: ((category)), ((reference))",
        body=(
            "The consent on which people are told of in ((reference)), ((category)), was withdrawn.\n\n"
            "From now on nothing more about them is shared on it. What you know already you may still need, to do"
            " what is due; ask your data protection officer what to keep.\n\n((link))\n"
        ),
        desk="Consent was withdrawn in ((reference)), ((category)). Nothing more is shared on it.",
        placeholders=(_REFERENCE, _CATEGORY),
    ),
    MessageKind(
        key=OVERRIDE_WAITS,
        name="An override waits for a second person",
        about="To the leads and safeguarding leads who may be the second to look, other than who asked.",
        subject="An override waits for you",
        body=(
            "((sender)) gives a reason why ((organisation)) must be told of people without agreement or consent. A"
            " second person must look at it, and you may be the one.\n\nRead the reason, then confirm it or"
            " object:\n((link))\n"
        ),
        desk="((sender)) gives a reason to tell ((organisation)) of people. A second person must look at it.",
        placeholders=(_SENDER, _TO),
    ),
    MessageKind(
        key=OVERRIDE_OBJECTED,
        name="Somebody objected to an override",
        about="To whoever is on the referral, on both sides, when the second person objects.",
        subject="Somebody objected: ((category)), ((reference))",
        body=(
            "The second person to look at it objected to the reason on which people are told of in ((reference)),"
            " ((category)).\n\nFrom now on nothing more about them is shared on it. The page says why:\n((link))\n"
        ),
        desk="Somebody objected to sharing in ((reference)), ((category)). Nothing more is shared on it.",
        placeholders=(_REFERENCE, _CATEGORY),
    ),
    MessageKind(
        key=OVERRIDE_ANSWERED,
        name="An override was looked at",
        about="To whoever asked for it, when the second person confirms it, or objects before anything was sent.",
        subject="Your reason for telling ((organisation)) was looked at",
        body="The second person has looked at your reason for telling ((organisation)). ((answer))\n\n((link))\n",
        desk="Your reason for telling ((organisation)) was looked at. ((answer))",
        placeholders=(
            _TO,
            Placeholder(
                name="answer",
                about="What they said, and what that means",
                example="It was confirmed.",
                required=True,
            ),
        ),
    ),
    MessageKind(
        key=AGREEMENT_ENDS,
        name="A sharing agreement ends soon",
        about="To the administrators and its parties’ data protection officers, thirty days before, once.",
        subject="“((agreement))” ends soon",
        body=(
            "The sharing agreement “((agreement))” ends: from ((when)) on nothing can be sent on it. If partners still"
            " need to share, agree on a new edition before.\n\n((link))\n"
        ),
        desk="“((agreement))” ends: from ((when)) on nothing can be sent on it.",
        placeholders=(_AGREEMENT, _WHEN),
    ),
    MessageKind(
        key=AGREEMENT_ENDED,
        name="A sharing agreement has ended",
        about="To the administrators and its parties’ data protection officers, on the day.",
        subject="“((agreement))” has ended",
        body=(
            "The sharing agreement “((agreement))” holds no longer since ((when)). What was sent on it stands. Whoever"
            " wants to share from now on is told what is missing.\n\n((link))\n"
        ),
        desk="“((agreement))” holds no longer since ((when)). What was sent on it stands.",
        placeholders=(_AGREEMENT, _WHEN),
    ),
)
