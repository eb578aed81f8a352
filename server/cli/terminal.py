"""Terminal: where an order tells what it does, and how far it has come."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    SpinnerColumn,
    TextColumn,
    TimeElapsedColumn,
)

console = Console(highlight=False, soft_wrap=True)
complaints = Console(stderr=True, highlight=False, soft_wrap=True)


def counted(n: int, one: str, many: str) -> str:
    """So many of a thing, in words."""
    return f"{n:,} {one if n == 1 else many}"


@contextmanager
def working(what: str, steps: int | None = None) -> Iterator[Callable[[str], None]]:
    """Show on a terminal how far the work has come; the function given begins the next step.

    Work that cannot tell its steps shows that it goes on.
    """
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn() if steps else TextColumn(""),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=complaints, transient=True) as progress:
        task = progress.add_task(what, total=steps, completed=-1 if steps else 0)
        yield lambda text: progress.update(task, description=text, advance=1)
