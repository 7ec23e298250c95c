"""Requests from people about what is kept of them: a copy, a correction, erasure, an objection."""
