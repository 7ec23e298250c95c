"""Pages that join several modules. They only read."""
