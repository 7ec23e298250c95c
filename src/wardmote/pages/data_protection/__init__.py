"""The data protection officer's desk (R1.8)."""

from .view import data_protection, disclosures, glass, looks_of_person, people

__all__ = ["data_protection", "disclosures", "glass", "looks_of_person", "people"]
