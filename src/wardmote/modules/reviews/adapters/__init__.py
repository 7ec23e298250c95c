"""What goes out about case reviews."""
