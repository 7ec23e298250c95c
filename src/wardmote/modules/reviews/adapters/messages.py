"""What is said about case reviews: never of whom, nor what was reported."""

from wardmote.shared.messaging.ports import MessageKind, Placeholder

NEAR = "reviews.near"
REACHED = "reviews.reached"
ASKED = "reviews.asked"
ON_PANEL = "reviews.on_panel"
INFORMATION = "reviews.information"
RECOMMENDED = "reviews.recommended"

_REFERENCE = Placeholder(name="reference", about="Its number", example="O-7K3M9-QXT4B", required=True)
_REVIEW = Placeholder(name="reference", about="Its number", example="CR-7K3M9-QXT4B", required=True)

KINDS = (
    MessageKind(
        key=NEAR,
        name="One more report, and they may ask for a case review",
        about="To the team that answers for a report of anti-social behaviour, before the threshold is reached.",
        subject="One more report, and a case review may be asked for: ((reference))",
        body=(
            "If the people in ((reference)) report one more incident in time, they may ask for an ASB case review."
            " There is still time to sort it out. See what was reported:\n\n((link))\n"
        ),
        desk="One more report, and the people in ((reference)) may ask for a case review.",
        placeholders=(_REFERENCE,),
    ),
    MessageKind(
        key=REACHED,
        name="They may ask for a case review now",
        about="To the team that answers for a report of anti-social behaviour, when the threshold is reached.",
        subject="A case review may be asked for: ((reference))",
        body=(
            "The people in ((reference)) have reported enough to ask for an ASB case review. Tell them of their"
            " right; a letter is ready to print:\n\n((link))\n"
        ),
        desk="The people in ((reference)) may ask for a case review. Tell them of their right.",
        placeholders=(_REFERENCE,),
    ),
    MessageKind(
        key=ASKED,
        name="A case review was asked for",
        about="To the review desk.",
        subject="A case review was asked for: ((reference))",
        body="Somebody has asked for an ASB case review, ((reference)). Acknowledge it:\n\n((link))\n",
        desk="A case review was asked for: ((reference)).",
        placeholders=(_REVIEW,),
    ),
    MessageKind(
        key=ON_PANEL,
        name="You are asked to sit on a case review panel",
        about="To a team that is put on the panel of a case review.",
        subject="You are on the panel of case review ((reference))",
        body="Your team sits on the panel of ASB case review ((reference)). See when it meets:\n\n((link))\n",
        desk="Your team sits on the panel of case review ((reference)).",
        placeholders=(_REVIEW,),
    ),
    MessageKind(
        key=INFORMATION,
        name="A case review asks what you know",
        about="To a team that is asked for information for a case review.",
        subject="Case review ((reference)) asks what you know",
        body=(
            "ASB case review ((reference)) asks what your team knows. The page says by when the answer is due:\n\n"
            "((link))\n"
        ),
        desk="Case review ((reference)) asks what you know.",
        placeholders=(_REVIEW,),
    ),
    MessageKind(
        key=RECOMMENDED,
        name="A case review recommends something to you",
        about="To the team to which a case review panel recommends something.",
        subject="Case review ((reference)) recommends something to you",
        body=(
            "The panel of ASB case review ((reference)) recommends something to your organisation. The law asks you"
            " to have regard to it. Say what you will do:\n\n((link))\n"
        ),
        desk="Case review ((reference)) recommends something to you. Say what you will do.",
        placeholders=(_REVIEW,),
    ),
)
