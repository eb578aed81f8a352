"""Mediciones: what the program does against the least that the same work can cost."""
