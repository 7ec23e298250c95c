"""Pages of what is known of places."""
