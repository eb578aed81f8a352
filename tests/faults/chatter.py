"""A reader of workbooks that never ends: `python -m tests.faults.chatter PATH`."""

import sys

while True:
    sys.stdout.write("eco " * 8_000)
