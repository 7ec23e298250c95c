"""The pages on which it is kept what can be told: categories, their groups and their clocks (R1.2, R1.10)."""
