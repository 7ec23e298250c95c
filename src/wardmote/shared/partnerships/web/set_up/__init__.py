"""The pages that set a partnership up."""
