"""The pages of retention: what is due, periods, legal holds, certificates."""
