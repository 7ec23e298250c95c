"""What every part of Wardmote stands on. No word of the business in it."""
