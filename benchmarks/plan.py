"""What the measured borough holds, and what is seen in it."""

TEAMS, CATEGORIES, WARDS = 200, 50, 20
ON_THE_DESK = 150
"""Open referrals of the team that is measured, sent and not yet acknowledged."""

COMMON, RARE = "rubbish", "zeppelin"
"""A word in one observation of twenty, and one in three of all."""

SEEN = {
    "words": "Two mattresses by the garages",
    "category": "kind-7",
    "place": "52.6, -1.98",
    "seriousness": "2",
    "band": "3",
    "sensitivity": "open",
    "channel": "worker",
}
"""What a worker writes down, as the form asks for it."""
