"""Progress on standard error, for whatever takes longer than two seconds."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

__all__ = ["progress_bar"]

Tell = Callable[[int, int], None]

_PATIENCE = 2.0
_EVERY = 10.0


@contextmanager
def progress_bar(label: str) -> Iterator[Tell]:
    """Give a callback ``(done, wanted)`` that tells progress, rate and remaining time.

    On a terminal it is a bar that appears after two seconds; elsewhere a line every ten seconds, and one
    after two if nothing is done by then.
    """
    if not sys.stderr.isatty():
        yield from _lines(label)
        return
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
    rate = _Rate()

    def tell(done: int, wanted: int) -> None:
        told = f"{rate(done):,.0f} a second" if done else ""
        bar.update(task, description=label if done else None, completed=done, total=wanted, rate=told)

    patience = threading.Timer(_PATIENCE, bar.start)
    patience.daemon = True
    patience.start()
    try:
        yield tell
    finally:
        patience.cancel()
        patience.join()
        # Stopping a bar that never started would print an empty line.
        if bar.live.is_started:
            bar.stop()


def _lines(label: str) -> Iterator[Tell]:
    spoken = time.monotonic() + _PATIENCE - _EVERY
    rate = _Rate()
    nothing = threading.Timer(_PATIENCE, _say, [f"{label} (the first time, the model is compiled)"])
    nothing.daemon = True

    def tell(done: int, wanted: int) -> None:
        nonlocal spoken
        nothing.cancel()
        pace, now = rate(done), time.monotonic()
        if done and now - spoken >= _EVERY:
            spoken = now
            left = f", about {(wanted - done) / pace:,.0f} s left" if pace else ""
            _say(f"{label}: {done:,} of {wanted:,}, {pace:,.0f} a second{left}")

    nothing.start()
    try:
        yield tell
    finally:
        nothing.cancel()


def _say(line: str) -> None:
    print(f"foedus: {line}", file=sys.stderr, flush=True)  # noqa: T201


class _Rate:
    """How many a second since the first call; compiling comes before it and does not count."""

    def __init__(self) -> None:
        self._began: float | None = None

    def __call__(self, done: int) -> float:
        now = time.monotonic()
        if self._began is None:
            self._began = now
        return done / (now - self._began) if now > self._began else 0.0
