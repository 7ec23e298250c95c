"""The moment of these tests, and the tokens of the systems that speak for their visitors."""

from tests.api.conftest import an_ordinary_tuesday, tokens

__all__ = ["an_ordinary_tuesday", "tokens"]
