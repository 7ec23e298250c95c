"""What lies beside the program on the disk."""
