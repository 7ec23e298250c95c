"""What issues ask of the world outside."""
