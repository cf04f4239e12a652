"""Council and forces: who consents and how fast, who sends what and when it is there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from foedus import figures
from foedus.figures import Calendar, share
from foedus.report._harm import picture
from foedus.report._law import short_citation
from foedus.report._outline import Column, Paragraph, Section, Table, text
from foedus.report._words import cited, fit_words, record_words, run_words, split_sources, yes_no

if TYPE_CHECKING:
    from foedus.study import Replay

__all__ = ["council", "forces"]


def _marker(replay: Replay, name: str) -> dict[str, Any] | None:
    return next((marker for marker in replay.markers if marker["id"] == name), None)


def _against(replay: Replay, name: str) -> str:
    marker = _marker(replay, name)
    return f" (record {record_words(marker['record'])})" if marker else ""


def council(replay: Replay) -> Section:
    """Adopted or not, how fast, and each member's answer beside its legal position."""
    found = replay.summary["council"]
    rule = replay.levers.get("rule", "as in the case")
    if found["adopted"] is None:
        words = text("In no run was the question put to the members.")
        return Section("council", "Council", (Paragraph(words, "lead", screen=True),))
    names = {row["state"]: row["name"] for row in replay.members.iter_rows(named=True)}
    consent = ", ".join(
        f"{names.get(state, state)} {share(part)}" for state, part in found["consent"].items()
    )
    lead = text(
        f"Where the request was made, the members adopted in {share(found['adopted'])} of the runs "
        f"(rule: {rule}). Hours from the request to the decision: {run_words(found['hours'], 'hours')}"
        f"{_against(replay, 'decision_hours')}. Share of runs with consent: {consent}."
    )
    routes = {
        route["norm"]: short_citation(route["citation"])
        for route in replay.routes
        if route["norm"] in replay.members.columns
    }
    request = replay.case.file.request
    open_hour = "The hour of the request is known only as an interval, and so are hours counted from it. "
    told = text(
        open_hour if request.earliest != request.latest else "",
        "Shares are over the model’s uncertainty; they are not a forecast of how these states would answer "
        "again. Whether the members adopt, and each answer of theirs, rests on: "
        f"{fit_words(replay.fit.get('adopted'))}.",
    )
    return Section(
        "council",
        "Council",
        (
            Paragraph(lead, "lead", screen=True),
            picture(replay, figures.council(replay.members, routes)),
            Paragraph(told),
        ),
    )


def forces(replay: Replay, calendar: Calendar) -> Section:
    """Contingents and arrival."""
    found = replay.summary["forces"]
    rows = []
    for name, words, footing in (
        ("personnel", "Size of the force (persons)", "personnel"),
        ("first_arrival_hours", "Request to first unit in place (hours)", "first_arrival_hours"),
        ("closure_hours", "Request to complete force (hours)", "closure_hours"),
        ("withdrawal_day", "Last unit leaves (day of the case)", "withdrawal_day"),
    ):
        marker = _marker(replay, name)
        run = found.get(name) or (marker["run"] if marker else None)
        rows.append(
            (
                text(words),
                text(run_words(run, marker["unit"] if marker else "hours")),
                text(record_words(marker["record"]) if marker else "no count"),
                text(yes_no(marker["inside"]) if marker else "–"),
                cited(replay.evidence, split_sources(marker["source"])) if marker else text("–"),
                text(fit_words(replay.fit.get(footing))),
            )
        )
    table = Table(
        "forces-table",
        "The force: runs and record",
        (
            Column("Forces"),
            Column("run, median [5–95 %]", numeric=True),
            Column("record", numeric=True),
            Column("overlap"),
            Column("source", screen=False),
            Column("rests on: fit, cause", screen=False),
        ),
        tuple(rows),
        text("Medians are over the runs in which it happened."),
        screen=True,
    )
    lead = text(
        "One state leads and fills the need, the others send a company each: a rule that predicts, not a "
        "plan that is best. Airlift through few parking places and roads where a border allows then give the "
        "day of arrival."
    )
    if not replay.contingents.height or replay.contingents["p50"].null_count() == replay.contingents.height:
        return Section("forces", "Forces", (Paragraph(text("In no run was a force sent."), "lead"), table))
    names = {row["state"]: row["name"] for row in replay.members.iter_rows(named=True)}
    drawn = figures.contingents(replay.contingents, names, replay.hourly, replay.record_points, calendar)
    return Section("forces", "Forces", (Paragraph(lead, "lead"), table, picture(replay, drawn)))
