"""The Method of Equal Shares: https://equalshares.net/explanation, after Peters, Pierczyński and Skowron (2021)."""

from .backing import Backing, backing
from .completing import Counted, equal_shares
from .rounds import Rounds, Tied, buy_in_rounds

__all__ = ["Backing", "Counted", "Rounds", "Tied", "backing", "buy_in_rounds", "equal_shares"]
