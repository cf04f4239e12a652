"""What a figure is: a drawing, its words, and the same numbers as a table."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from altair import VConcatChart

__all__ = ["Calendar", "Figure", "Grid"]


@dataclass(frozen=True, slots=True)
class Grid:
    """A table of finished text.

    Attributes
    ----------
    columns
        Headings, each with its unit where it has one.
    rows
        Cells, as many in each row as there are headings. The first cell of a row names the row.
    numeric
        Positions of the columns that hold figures and are set flush right.
    """

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numeric: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Figure:
    """One picture with everything that a reader needs who cannot or will not look at it.

    Attributes
    ----------
    id
        Stable name, also the prefix of every identifier inside the drawings.
    title
        What the picture shows, as a noun phrase.
    svg, narrow
        The drawing for a page and for a phone: inline SVG whose ink is ``currentColor`` and whose
        hues are the custom properties ``--fd-run`` and ``--fd-second`` with a fallback each.
    alt
        Text alternative: what a reader would have seen.
    table
        The numbers that are drawn.
    sources
        Where the record's numbers come from, as addresses or titles.
    note
        How to read it: what bands, bars and marks mean, and what is left out.
    chart
        The Vega-Lite specification of the wide drawing, for a notebook.
    """

    id: str
    title: str
    svg: str
    narrow: str
    alt: str
    table: Grid
    sources: tuple[str, ...]
    note: str
    chart: dict[str, Any] = field(repr=False, compare=False, default_factory=dict)

    def altair(self) -> VConcatChart:
        """The wide drawing as an Altair chart, checked against the Vega-Lite schema."""
        import altair

        chart = altair.Chart.from_dict({key: value for key, value in self.chart.items() if key != "usermeta"})
        assert isinstance(chart, altair.VConcatChart)
        return chart

    def _repr_svg_(self) -> str:
        """Let a notebook show the drawing."""
        return self.svg


@dataclass(frozen=True, slots=True)
class Calendar:
    """The time axis of a case.

    Attributes
    ----------
    first_day
        Local calendar day that counts as day 1.
    hours
        Hours simulated, from local midnight of the first day.
    offset
        Minutes east of UTC of the case's clock.
    """

    first_day: date
    hours: int
    offset: int

    @property
    def start(self) -> datetime:
        """The instant of hour 0, in UTC."""
        midnight = datetime(self.first_day.year, self.first_day.month, self.first_day.day, tzinfo=UTC)
        return midnight - timedelta(minutes=self.offset)

    @property
    def days(self) -> int:
        """Whole local days covered."""
        return -(-self.hours // 24)

    @property
    def zone(self) -> str:
        """The zone as ``UTC+06:00``."""
        sign = "−" if self.offset < 0 else "+"
        return f"UTC{sign}{abs(self.offset) // 60:02d}:{abs(self.offset) % 60:02d}"

    def at(self, instant: datetime) -> float:
        """Days since the start of the first day, as a fraction."""
        return (instant - self.start) / timedelta(days=1)

    def midnight(self, day: date) -> float:
        """Days from the start of the first day to that of `day`."""
        return float((day - self.first_day).days)

    def day(self, number: float) -> date:
        """The local date of a day counted from 1."""
        return self.first_day + timedelta(days=int(number) - 1)

    def local(self, instant: datetime) -> str:
        """The instant on the case's clock, such as ``6 Jan 04:00``."""
        local = instant.astimezone(UTC) + timedelta(minutes=self.offset)
        return f"{local.day} {local:%b %H:%M}"

    @property
    def title(self) -> str:
        """Title of a time axis: the month, the year, the zone."""
        first, last = self.first_day, self.day(self.days)
        months = f"{last:%B %Y}"
        if first.year != last.year:
            months = f"{first:%B %Y}–{months}"
        elif first.month != last.month:
            months = f"{first:%B}–{months}"
        return f"day of {months}, {self.zone}"
