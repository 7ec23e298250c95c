"""Settings, addresses, processes: what makes one system of the parts."""
