"""Tables of a replay: what figures, reports and files are made of."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import numpy as np

from foedus.atlas import city as place_of
from foedus.atlas import state as state_of
from foedus.council import ACTIONS
from foedus.crisis import ROUTES, SERIES, Case, LawTable, Lever, Setting
from foedus.errors import FileError, Span
from foedus.evidence import Evidence
from foedus.score import inside
from foedus.study._ensemble import Ensemble
from foedus.study._markers import RecordOf, between, record_or_none
from foedus.study._sample import Sample

if TYPE_CHECKING:
    import polars as pl

__all__ = [
    "city_days",
    "city_record",
    "contingents",
    "draws",
    "hourly",
    "levers_table",
    "markers",
    "members",
    "record_points",
    "routes",
]

_FAN = {"p05": 0.05, "p25": 0.25, "p50": 0.5, "p75": 0.75, "p95": 0.95}


def markers(
    case: Case, result: Ensemble, sample: Sample, record: Mapping[str, RecordOf]
) -> list[dict[str, Any]]:
    """Record, run and prior of every marker that is shown; `inside` if record and 5-95 % run overlap."""
    rows = []
    for marker in case.file.markers:
        if not marker.shown:
            continue
        low, high, source = record[marker.id]
        run = between(result.measures[marker.id])
        prior = sample.notes["prior"][marker.id]
        there = run["p05"] is not None and run["p95"] is not None
        rows.append(
            {
                "id": marker.id,
                "what": marker.what,
                "unit": marker.unit,
                "fitted": marker.fitted,
                "record": {"low": low, "high": high},
                "run": run,
                "prior": {"p05": prior["p05"], "p95": prior["p95"]},
                "inside": bool(there and inside(low, high, float(run["p05"] or 0), float(run["p95"] or 0))),
                "source": source,
            }
        )
    return rows


def draws(case: Case, result: Ensemble) -> pl.DataFrame:
    """One row a replica: its number, its row of the sample, outcomes, markers, and what each member did."""
    import polars as pl

    columns: dict[str, Any] = {"replica": np.arange(len(result.rows)), "parameters_row": result.rows}
    # A name that is both means the outcome, as in a study.
    measures = {name: values for name, values in result.measures.items() if name not in result.outcomes}
    frame = pl.DataFrame(columns | result.outcomes | measures).with_columns(
        pl.selectors.float().fill_nan(None)
    )
    words = np.array([*ACTIONS, ""], dtype=object)
    for m, state in enumerate(case.states):
        if state != case.file.target:
            answers = pl.Series(f"answer_{state.lower()}", list(words[result.actions[:, m]]), dtype=pl.String)
            frame = frame.with_columns(answers.replace("", None))
    return frame


def hourly(case: Case, result: Ensemble) -> pl.DataFrame:
    """Fans of the national series: quantity, hour from the case's start, time in UTC, five quantiles."""
    import polars as pl

    frames = []
    hours = np.arange(case.hours)
    times = [case.time(float(hour)) for hour in hours]
    for s, name in enumerate(SERIES):
        fan = np.quantile(result.batch.series[:, s, :], list(_FAN.values()), axis=0)
        columns: dict[str, Any] = {"quantity": [name] * case.hours, "hour": hours, "time": times}
        columns |= {quantile: fan[i].astype(np.float64) for i, quantile in enumerate(_FAN)}
        frames.append(pl.DataFrame(columns))
    return pl.concat(frames)


def city_record(case: Case) -> dict[tuple[str, str], dict[str, str]]:
    """What the record says of each city on each day."""
    return {(row["city"], row["date"]): row for row in _rows(case, "city_days.csv")}


def city_days(case: Case, result: Ensemble, record: Mapping[tuple[str, str], dict[str, str]]) -> pl.DataFrame:
    """City by day: the run's daily peaks and the share of runs with a crowd, beside the record."""
    import polars as pl

    peaks = result.batch.peaks
    crowd = case.file.thresholds.crowd
    rows = []
    for i, city in enumerate(case.file.cities):
        place = place_of(case.file.target, city.name)
        street = np.quantile(peaks[:, i, :, 0], (0.05, 0.5, 0.95), axis=0)
        violent = np.quantile(peaks[:, i, :, 1], 0.5, axis=0)
        active = (peaks[:, i, :, 0] >= crowd).mean(axis=0)
        for day in range(case.hours // 24):
            on = case.first_day + timedelta(days=day)
            seen = record.get((city.name, on.isoformat()), {})
            rows.append(
                {
                    "city": city.name,
                    "lat": place.lat,
                    "lon": place.lon,
                    "population": place.population,
                    "day": day + 1,
                    "date": on,
                    "street_p05": float(street[0, day]),
                    "street_p50": float(street[1, day]),
                    "street_p95": float(street[2, day]),
                    "violent_p50": float(violent[day]),
                    "active_share": float(active[day]),
                    "record_status": seen.get("status") or None,
                    "record_low": _number(seen.get("low")),
                    "record_high": _number(seen.get("high")),
                }
            )
    return pl.DataFrame(rows, infer_schema_length=None)


def members(case: Case, law: LawTable, account: str, result: Ensemble) -> pl.DataFrame:
    """What each member did in the runs that voted, and what it saw of each route on the chosen account."""
    import polars as pl

    voted = result.actions[:, 0] >= 0
    sights = {sight.state: sight for sight in law.sights[account, law.stages[-1]]}
    rows = []
    for m, state in enumerate(case.states):
        row: dict[str, Any] = {
            "state": state,
            "name": state_of(state).name,
            "requester": state == case.file.target,
        }
        for a, action in enumerate(ACTIONS):
            row[action] = float((result.actions[voted, m] == a).mean()) if voted.any() else None
        sight = sights[state]
        row |= {"legal": sight.number, "legal_basis": sight.basis, **sight.statuses}
        rows.append(row)
    return pl.DataFrame(rows, infer_schema_length=None)


def contingents(case: Case, evidence: Evidence, result: Ensemble) -> pl.DataFrame:
    """Each sender: people sent in the runs that adopted, first arrival, and the record."""
    import polars as pl

    from foedus.forces import COLUMNS

    first_column = list(COLUMNS).index("first")
    request = result.outcomes["request_hour"][: len(result.batch.clock)]
    rows = []
    for m, sender in enumerate(case.file.forces.senders):
        if sender.state == case.file.target:
            continue
        sent = result.outcomes[f"personnel_{sender.state.lower()}"]
        adopted = sent[np.isfinite(sent)]
        first = result.batch.force[:, m, first_column] - request
        first = first[np.isfinite(first)]
        low, high = record_or_none(evidence, f"personnel_{sender.state.lower()}")
        rows.append(
            {
                "state": sender.state,
                "name": state_of(sender.state).name,
                **between(np.where(sent > 0, sent, np.nan)),
                "sends_share": float((adopted > 0).mean()) if len(adopted) else None,
                "record_low": low,
                "record_high": high,
                "first_p50": float(np.median(first)) if len(first) else None,
                "route": sender.route,
                "authorisation": sender.authorisation,
            }
        )
    numbers = ("p05", "p50", "p95", "record_low", "record_high", "first_p50", "sends_share")
    schema = dict.fromkeys(numbers, pl.Float64)
    return pl.DataFrame(rows, infer_schema_length=None, schema_overrides=schema)


#: Quantities of the national series, and what they are compared with.
_POINTS = {"participants": "street"} | {name: name for name in SERIES}


def record_points(case: Case) -> pl.DataFrame:
    """Dated figures of the record on the quantities of `hourly`; totals stand at the end of their day."""
    import polars as pl

    rows = []
    for row in _rows(case, "national_series.csv"):
        quantity = _POINTS.get(row["quantity"])
        if quantity is None:
            continue
        days = (np.datetime64(row["date"]) - np.datetime64(case.first_day)).astype(int)
        hour = float(days) * 24 + (18 if quantity in ("street", "violent") else 24)
        rows.append(
            {
                "quantity": quantity,
                "time": case.time(hour),
                "low": _number(row["low"]),
                "high": _number(row["high"]),
                "status": row["status"],
                "source": row["source"],
                "note": row["note"],
            }
        )
    return pl.DataFrame(rows, infer_schema_length=None)


def routes(law: LawTable, account: str) -> list[dict[str, Any]]:
    """Each route with its status on every account; where violence has been reached."""
    stage = law.stages[-1]
    rows = []
    for norm in ROUTES:
        by_account = {}
        chosen = None
        for name in law.accounts:
            position = next((p for p in law.answers[name, stage].positions() if p.norm == norm), None)
            by_account[name] = position.status if position else "silent"
            if name == account:
                chosen = position
        if chosen is not None:
            rows.append(
                {
                    "norm": norm,
                    "citation": chosen.citation,
                    "gist": chosen.gist,
                    "status": chosen.status,
                    "by_account": by_account,
                    "grade": chosen.grade,
                }
            )
    return rows


def levers_table(known: tuple[Lever, ...], setting: Mapping[str, Setting]) -> list[dict[str, Any]]:
    """Every lever with unit, range or words, default, value and meaning."""
    return [
        {
            "id": lever.id,
            "unit": lever.unit,
            "low": lever.low,
            "high": lever.high,
            "words": list(lever.words),
            "default": lever.default,
            "value": setting[lever.id],
            "meaning": lever.meaning,
        }
        for lever in known
    ]


def _rows(case: Case, name: str) -> list[dict[str, str]]:
    path = case.folder / name
    try:
        with path.open(encoding="utf-8", newline="") as lines:
            return list(csv.DictReader(lines))
    except OSError as error:
        raise FileError(f"cannot be read: {error.strerror}", Span(str(path))) from None


def _number(text: str | None) -> float | None:
    return float(text) if text else None
