"""Commands of the database part."""
