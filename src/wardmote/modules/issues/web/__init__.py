"""Pages of issues: for those who work here, and for everybody."""
