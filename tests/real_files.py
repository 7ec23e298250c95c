"""Where the real files are that some tests read and the project does not carry."""

import os
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).resolve().parents[1]


def real(path: str) -> Path:
    """A real file or folder, in the folder that WARDMOTE_REAL_DATA names or in shared/data/real beside the checkout.

    Skips the test, with a word, where it is not there.
    """
    named = os.environ.get("WARDMOTE_REAL_DATA")
    folders = [Path(named)] if named else [up / "shared/data/real" for up in CHECKOUT.parents]
    found = next((folder / path for folder in folders if (folder / path).exists()), None)
    if found is None:
        pytest.skip(f"{path} is not here. Name the folder of the real data in WARDMOTE_REAL_DATA.")
    return found
