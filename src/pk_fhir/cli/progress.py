"""A progress bar on standard error, where a person looks at a terminal; nothing elsewhere."""

import sys
from collections.abc import Iterable, Iterator
from typing import TypeVar

T = TypeVar("T")


def shown() -> bool:
    """Whether somebody sees standard error now."""
    return sys.stderr.isatty()


def tracked(items: Iterable[T], total: int, label: str) -> Iterator[T]:
    """The items, with a bar that follows them."""
    if not shown():
        yield from items
        return
    # Rich is loaded only where there is somebody to see it.
    from rich.console import Console  # noqa: PLC0415
    from rich.progress import Progress  # noqa: PLC0415

    console = Console(stderr=True)
    with Progress(console=console, transient=True, redirect_stdout=False) as progress:
        yield from progress.track(items, total=total, description=label)
