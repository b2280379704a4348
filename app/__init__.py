"""The web server around the engine."""
