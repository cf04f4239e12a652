"""Progress on standard error, for whatever takes longer than two seconds."""

from __future__ import annotations

import threading
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
        TextColumn("{task.fields[rate]}"),
        TimeRemainingColumn(),
        console=Console(stderr=True),
        transient=True,
    )
    task = bar.add_task(f"{label} (the first time, the model is compiled)", total=None, rate="")
    began: float | None = None

    def tell(done: int, wanted: int) -> None:
        nonlocal began
        now = time.monotonic()
        if began is None or done == 0:
            began = now
        rate = f"{done / (now - began):,.0f} a second" if now > began else ""
        bar.update(task, description=label if done else None, completed=done, total=wanted, rate=rate)

    patience = threading.Timer(_PATIENCE, bar.start)
    patience.daemon = True
    patience.start()
    try:
        yield tell
    finally:
        patience.cancel()
        patience.join()
        bar.stop()
