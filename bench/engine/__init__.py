"""The engine against what a user would pick instead: python3 -m bench.engine. See ../README.md."""
