"""Todas las respuestas: the book of all answers of an edition, made beside the server."""
