"""Datos abiertos: a published snapshot as tables that any program reads. Same input, same bytes."""
