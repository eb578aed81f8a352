"""Consultas: rows in, game values out."""
