"""The ordered table of events and its three written forms."""

from __future__ import annotations

import io
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from foedus.chronicle import _tables
from foedus.chronicle._event import KINDS, STATUS, Event
from foedus.errors import InputError, UnknownName
from foedus.files import write_bytes, write_text

if TYPE_CHECKING:
    import polars as pl

__all__ = ["Chronicle"]

Words = str | Collection[str]


@dataclass(frozen=True, slots=True)
class Chronicle:
    """An immutable table of events, ordered by local day, then instant, then id.

    On a day, events without an hour come first: they are not read as midnight.

    Parameters
    ----------
    events
        Events in any order.

    Raises
    ------
    InputError
        If an id stands twice.
    """

    events: tuple[Event, ...] = ()

    def __init__(self, events: Iterable[Event] = ()) -> None:
        ordered = tuple(sorted(events, key=lambda event: event.key))
        seen: set[str] = set()
        for event in ordered:
            if event.id in seen:
                raise InputError(f"the id {event.id!r} stands twice; expected each event to have its own")
            seen.add(event.id)
        object.__setattr__(self, "events", ordered)

    def __len__(self) -> int:
        return len(self.events)

    def __iter__(self) -> Iterator[Event]:
        return iter(self.events)

    def where(
        self,
        *,
        kind: Words | None = None,
        place: Words | None = None,
        status: Words | None = None,
        actor: Words | None = None,
        day: Words | None = None,
    ) -> Chronicle:
        """Keep the events that have one of the given words in every column that is asked about.

        Parameters
        ----------
        kind, status
            One word or several of `KINDS`, of `STATUS`.
        place, actor
            One exact name or several.
        day
            One local ISO date or several, of the start.

        Raises
        ------
        UnknownName
            If `kind` or `status` is not a closed word.
        """
        kinds, statuses = _words(kind), _words(status)
        for word in kinds or ():
            if word not in KINDS:
                raise UnknownName("kind", word, KINDS)
        for word in statuses or ():
            if word not in STATUS:
                raise UnknownName("status", word, STATUS)
        places, actors, days = _words(place), _words(actor), _words(day)
        return Chronicle(
            event
            for event in self.events
            if (kinds is None or event.kind in kinds)
            and (statuses is None or event.status in statuses)
            and (places is None or event.place in places)
            and (actors is None or event.actor in actors)
            and (days is None or event.start.day.isoformat() in days)
        )

    def frame(self) -> pl.DataFrame:
        """Return the chronicle as a Polars frame, one row an event.

        Columns: ``id``; ``start_day`` (date), ``start_utc`` (datetime, null where the hour is not
        known), ``start_offset`` (minutes east of UTC); the same for ``end``; ``place``, ``kind``,
        ``actor``; ``low``, ``high``, ``unit`` (null where not known or nothing is counted);
        ``status``, ``attributed_to``, ``sources`` (list), ``what``.
        """
        return _tables.to_frame(self.events)

    @classmethod
    def from_frame(cls, frame: pl.DataFrame) -> Chronicle:
        """Take a chronicle back from the columns that `frame` gives; raises `InputError`."""
        return cls(_tables.from_frame(frame))

    def csv(self) -> str:
        """Return the chronicle as CSV text, times as ISO 8601 with the zone they were told in."""
        return _tables.to_csv(self.events)

    def json(self) -> str:
        """Return the chronicle as one JSON document (``chronicle/1``), one event a line."""
        return _tables.to_json(self.events)

    def write_csv(self, path: Path) -> None:
        """Write the chronicle as CSV; raises `OutputError`."""
        write_text(path, self.csv())

    def write_json(self, path: Path) -> None:
        """Write the chronicle as JSON; raises `OutputError`."""
        write_text(path, self.json())

    def write_parquet(self, path: Path) -> None:
        """Write the chronicle as Parquet; raises `OutputError`."""
        buffer = io.BytesIO()
        self.frame().write_parquet(buffer)
        write_bytes(path, buffer.getvalue())


def _words(given: Words | None) -> frozenset[str] | None:
    if given is None:
        return None
    return frozenset([given] if isinstance(given, str) else given)
