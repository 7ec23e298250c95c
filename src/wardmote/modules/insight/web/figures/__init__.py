"""Pages of what has come in, and of bringing more."""
