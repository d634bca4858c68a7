"""The search box: what was typed, read; what it names, found at once; what it means, found by PostgreSQL's full-text search."""
