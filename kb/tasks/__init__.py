"""What is done in the background: each task takes ids, calls one service, and may come twice."""
