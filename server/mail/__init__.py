"""Correo: who carries the messages that queries keep, and when. What they say is in `pages`."""
