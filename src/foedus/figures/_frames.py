"""The data of one drawing, and how its charts are put together.

Altair copies and checks whatever hangs on a chart at every step, and once more in every layer and
panel; thousands of rows and hundreds of marks make that slow. So a chart carries the name of its data
only, is written out once, and layers and panels are put together as the specifications that they are.
The result is Vega-Lite as Altair would have written it, and `Figure.altair` gives it back as a chart.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import altair as alt
import polars as pl

__all__ = ["Frames", "layered", "stacked"]


class Frames:
    """A collection of tables, each known to the charts by a short name."""

    def __init__(self) -> None:
        self._rows: dict[str, list[dict[str, Any]]] = {}

    def chart(self, frame: pl.DataFrame) -> alt.Chart:
        """Begin a chart on a table; the same table twice is kept once."""
        rows = frame.to_dicts()
        for name, known in self._rows.items():
            if known == rows:
                return alt.Chart(alt.NamedData(name=name))
        name = f"d{len(self._rows)}"
        self._rows[name] = rows
        return alt.Chart(alt.NamedData(name=name))

    def datasets(self) -> dict[str, list[dict[str, Any]]]:
        """All rows by name, for the specification."""
        return dict(self._rows)


def layered(charts: Iterable[alt.Chart], width: float, height: float) -> dict[str, Any]:
    """Lay charts over one another in a panel of a size in pixels."""
    layers = []
    for chart in charts:
        specification = chart.to_dict(validate=False)
        for name in ("$schema", "config"):
            specification.pop(name, None)
        layers.append(specification)
    return {"layer": layers, "width": width, "height": height}


def stacked(*panels: dict[str, Any], spacing: float) -> dict[str, Any]:
    """Set panels under one another, plots flush, with a space in pixels between."""
    return {"vconcat": list(panels), "spacing": spacing, "bounds": "flush"}
