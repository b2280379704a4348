"""What the engine is measured against, and the engine itself, each a program of its own.

A side reads commands and writes answers, a line of JSON each (serving.py, convnet.mjs).
"""
