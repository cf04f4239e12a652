"""Unrest and markers: how the crisis moves, and how far the runs are from the record."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from foedus import figures
from foedus.figures import Calendar, span
from foedus.report._harm import picture
from foedus.report._moments import moments
from foedus.report._outline import Column, Paragraph, Section, Strong, Table, text
from foedus.report._words import cited, places, record_words, run_words, split_sources, yes_no

if TYPE_CHECKING:
    from foedus.study import Replay

__all__ = ["markers", "unrest"]


def unrest(replay: Replay, calendar: Calendar) -> Section:
    """The time axis and the cities."""
    lead = text(
        "People move between being at home, on the street, using violence, detained and gone home for good, "
        "city by city and hour by hour. An outside force, repression and concessions may each make things "
        "better or worse: the effect of every one has zero inside its prior."
    )
    return Section(
        "unrest",
        "Unrest",
        (
            Paragraph(lead, "lead"),
            picture(
                replay, figures.record_and_run(replay.hourly, replay.record_points, moments(replay), calendar)
            ),
            picture(
                replay, figures.city_map(replay.city_days, threshold=float(replay.case.file.thresholds.crowd))
            ),
        ),
    )


def markers(replay: Replay) -> Section:
    """Record, run and prior of every marker."""
    rows = []
    for marker in replay.markers:
        prior = marker["prior"]
        overlap = text(yes_no(marker["inside"])) if marker["inside"] else text(Strong("no"))
        rows.append(
            (
                text(marker["what"], _unit(marker)),
                text(record_words(marker["record"])),
                text(run_words(marker["run"], marker["unit"])),
                text(_wide(prior, places(marker["unit"]))),
                text(yes_no(marker["fitted"])),
                overlap,
                cited(replay.evidence, split_sources(marker["source"])),
            )
        )
    within = sum(marker["inside"] for marker in replay.markers)
    free = [marker for marker in replay.markers if not marker["fitted"]]
    lead = text(
        f"The runs’ 5–95 % interval meets the record’s interval on {within} of {len(replay.markers)} "
        f"markers; of the {len(free)} to which the sample was not fitted, on "
        f"{sum(marker['inside'] for marker in free)}. A marker to which the sample was fitted shows that the "
        "fit worked, not that the model is right."
    )
    table = Table(
        "markers-table",
        "Markers: record and runs",
        (
            Column("Marker, in persons unless said"),
            Column("record", numeric=True),
            Column("run, median [5–95 %]", numeric=True),
            Column("prior, 5–95 %", numeric=True, wide=True),
            Column("fitted"),
            Column("overlap"),
            Column("source of the record", screen=False),
        ),
        tuple(rows),
        text(
            "Days count from the first day of the case, which is day 1; hours from the request. The prior is "
            "what the model gives before any fit: a run no narrower than its prior has learnt nothing from "
            "the record."
        ),
        screen=True,
    )
    return Section("markers", "Markers", (Paragraph(lead, "lead"), table))


def _unit(marker: dict[str, Any]) -> str:
    """Unit in brackets where neither the marker's words nor the column's heading has it."""
    unit = str(marker["unit"])
    return "" if unit in ("1", "persons") or unit in str(marker["what"]) else f" ({unit})"


def _wide(prior: dict[str, float | None], decimals: int) -> str:
    low, high = prior["p05"], prior["p95"]
    if low is None or high is None:
        return "not known"
    return (
        f"{figures.count(low, decimals)}–{figures.count(high, decimals)}" if low != high else span(low, high)
    )
