"""What geography reads through programs of others."""
