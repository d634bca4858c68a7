"""Every write and use case, by noun. None of them starts a job."""
