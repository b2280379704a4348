"""The numerical engine: NumPy and the standard library only."""
