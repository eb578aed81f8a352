"""Servidor: the web, the database and everything else that touches the world."""

from server import sqlite

__all__ = ["sqlite"]
