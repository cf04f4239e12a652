"""Progress on standard error, for whatever takes longer than two seconds."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

__all__ = ["progress_bar"]

_PATIENCE = 2.0


@contextmanager
def progress_bar(label: str) -> Iterator[Callable[[int, int], None]]:
    """Give a callback ``(done, wanted)``; after two seconds it draws a bar with rate and remaining time."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    bar = Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[rate]} a second"),
        TimeRemainingColumn(),
        console=Console(stderr=True),
        transient=True,
    )
    task = bar.add_task(label, total=None, rate="–")
    began = time.monotonic()

    def tell(done: int, wanted: int) -> None:
        elapsed = time.monotonic() - began
        if elapsed >= _PATIENCE and not bar.live.is_started:
            bar.start()
        bar.update(task, completed=done, total=wanted, rate=f"{done / max(elapsed, 1e-9):,.0f}")

    try:
        yield tell
    finally:
        if bar.live.is_started:
            bar.stop()
