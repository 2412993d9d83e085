"""Scripts that make what the documentation shows: `python -m docs.picture`, `python -m docs.quality`."""
