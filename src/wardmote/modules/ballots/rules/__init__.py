"""How ballots are counted. Decisions only: no database, no clock, no chance that is not drawn from a seed."""
