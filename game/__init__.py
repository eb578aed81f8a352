"""Juego: the pure rules of a league. No files, no clock, no chance, no web."""
