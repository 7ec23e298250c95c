"""What this module reads from outside the database."""
