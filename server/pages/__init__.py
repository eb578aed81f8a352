"""Páginas: finished values for templates."""
