"""Importaciones: files read into values. No tables, no web."""
