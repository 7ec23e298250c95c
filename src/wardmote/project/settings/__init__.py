"""The settings. Everything that differs between places comes from the environment (see base)."""

from .base import *  # noqa: F403 (settings are all names)
