"""Outside formats, one file each: `parse` is pure, `load` writes through services."""
