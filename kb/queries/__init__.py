"""Every read, by noun."""
