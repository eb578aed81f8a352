"""What journeys share with the tests of the server: the running app, its clock and its look."""

from tests.server.conftest import app, appearance, assembled, browser, clock, enter

__all__ = ["app", "appearance", "assembled", "browser", "clock", "enter"]
