"""Rule cards: what they are, how they are written, and the one that a file of ballots names."""
