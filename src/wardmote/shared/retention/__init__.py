"""Retention: how long each kind of record is kept, what holds it longer, and the proof that the rest has gone."""
