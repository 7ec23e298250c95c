"""The shape of the borough: how it is divided, over the years, and where its places are."""
