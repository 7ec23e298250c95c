"""The pages for people and their roles."""
