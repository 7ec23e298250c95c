"""What pages say of findings."""
