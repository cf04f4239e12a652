"""Derived codes beside published ones: agreement, Cohen's kappa, and each disagreement with its reasons.

Nothing is fitted to a published value: a disagreement stays, with both values and the norms behind ours.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from foedus.errors import InputError
from foedus.treaty._treaty import Treaty
from foedus.treaty.codings._atop import Coding, atop_phases
from foedus.treaty.codings._published import (
    DYADS,
    MEMBERS,
    Row,
    dyad_flags,
    house,
    member_rows,
    numbers,
    state_by_number,
)

__all__ = ["Agreement", "Disagreement", "VariableAgreement", "agreement", "kappa"]


@dataclass(frozen=True, slots=True)
class VariableAgreement:
    """Agreement on one variable.

    Attributes
    ----------
    name
        The variable.
    n
        Pairs that have both values.
    agreement
        Share of pairs with the same value, 0 to 1.
    kappa
        Cohen's kappa; ``None`` where it is not defined.
    note
        Why it is not.
    """

    name: str
    n: int
    agreement: float
    kappa: float | None
    note: str

    def json(self) -> dict[str, object]:
        """Give the row as JSON."""
        return {"variable": self.name, "n": self.n, "agreement": self.agreement, "kappa": self.kappa} | (
            {"note": self.note} if self.note else {}
        )


@dataclass(frozen=True, slots=True)
class Disagreement:
    """Two values for one state in one time.

    Attributes
    ----------
    variable, state
        What differs, and for whom; for dyads `state` is such as ``USA-JPN``.
    phase
        Number of the published phase, or the year of a dyad.
    start, end
        The time in which both values hold; `end` is the first day after it, ``None`` if open.
    ours, theirs
        Both values.
    because, why_not
        Ids of the norms behind ours; for zero, norms that come near.
    """

    variable: str
    state: str
    phase: int
    start: date
    end: date | None
    ours: int
    theirs: int
    because: list[str]
    why_not: list[str]

    def json(self) -> dict[str, object]:
        """Give the disagreement as JSON."""
        return {
            "variable": self.variable,
            "state": self.state,
            "phase": self.phase,
            "from": self.start.isoformat(),
            "to": self.end.isoformat() if self.end else None,
            "ours": self.ours,
            "theirs": self.theirs,
            "because": self.because,
            "why_not": self.why_not,
        }


@dataclass(frozen=True, slots=True)
class Agreement:
    """A treaty beside a published file.

    Attributes
    ----------
    treaty, file, kind
        The treaty, the file, and what its rows are: ``atop-members``, ``atop-dyads`` or ``cow-dyads``.
    matched
        How the rows of the treaty were found.
    covered_to
        First day that the file covers no more.
    variables
        Agreement per variable.
    disagreements
        Where the values differ.
    dates
        Entry and exit of each state in both: state, what, ours, theirs, days between.
    unmatched
        What has no counterpart on the other side.
    notes
        What the comparison cannot tell.
    """

    treaty: str
    file: str
    kind: str
    matched: str
    covered_to: date
    variables: list[VariableAgreement]
    disagreements: list[Disagreement]
    dates: list[dict[str, object]]
    unmatched: list[str]
    notes: list[str]

    def json(self) -> dict[str, object]:
        """Give the comparison as JSON."""
        return {
            "treaty": self.treaty,
            "file": self.file,
            "kind": self.kind,
            "matched": self.matched,
            "covered_to": self.covered_to.isoformat(),
            "variables": [v.json() for v in self.variables],
            "disagreements": [d.json() for d in self.disagreements],
            "dates": self.dates,
            "unmatched": self.unmatched,
            "notes": self.notes,
        }


def kappa(pairs: Sequence[tuple[int, int]]) -> float | None:
    """Cohen's kappa of two codings of the same cases: agreement beyond what the margins alone would give.

    Returns
    -------
    float or None
        ``None`` where there is no case, or where both codings are constant and the same, so that chance
        alone gives full agreement. Source: J. Cohen, A coefficient of agreement for nominal scales,
        Educational and Psychological Measurement 20 (1960) 37-46.
    """
    n = len(pairs)
    first, second = Counter(a for a, _ in pairs), Counter(b for _, b in pairs)
    # In whole numbers, so that the test for chance agreement of one is exact.
    expected = sum(first[value] * second[value] for value in first)
    if expected == n * n:
        return None
    observed = sum(a == b for a, b in pairs) * n
    return (observed - expected) / (n * n - expected)


def agreement(treaty: Treaty, path: str | Path) -> Agreement:
    """Put the derived codes of a treaty beside a published file.

    Parameters
    ----------
    treaty
        The treaty.
    path
        A Parquet file: ATOP's member-level rows, or directed dyad-years of ATOP or of the Correlates of
        War; which of them is told by the columns.

    Raises
    ------
    InputError
        If the file cannot be read, has other columns, or has no rows of the treaty.
    """
    import polars as pl
    from polars.exceptions import PolarsError

    try:
        columns = set(pl.read_parquet_schema(path))
        if columns >= MEMBERS:
            return _members(treaty, Path(path), pl.read_parquet(path).rows(named=True))
        found = dyad_flags(columns)
        if not (columns >= DYADS and found):
            need = "atopid, member, yrent … for members, or ccode1, ccode2, year and flags for dyads"
            raise InputError(f"{path}: not a published file of members or of dyads; expected columns {need}")
        known = sorted({int(number) for number in numbers(treaty)})
        inside = pl.all_horizontal(pl.col("ccode1", "ccode2").cast(pl.Int64).is_in(known))
        rows = pl.scan_parquet(path).filter(inside).collect().rows(named=True)
    except (OSError, PolarsError) as error:
        raise InputError(
            f"{path}: not a Parquet file that can be read ({str(error).splitlines()[0]})"
        ) from error
    return _dyads(treaty, Path(path), rows, found)


def _members(treaty: Treaty, path: Path, rows: list[dict[str, Any]]) -> Agreement:
    covered = date(max(int(r[k]) for r in rows for k in ("yrent", "yrexit") if r[k]) + 1, 1, 1)
    published, matched, lost = member_rows(treaty, rows)
    ours: dict[str, list[Coding]] = {}
    for coding in atop_phases(treaty):
        ours.setdefault(house(coding.state), []).append(coding)
    pairs: dict[str, list[tuple[int, int]]] = {}
    differing: list[Disagreement] = []
    met: set[str] = set()
    for theirs in published:
        held = [(c, span) for c in ours.get(theirs.state, []) if (span := _overlap(c, theirs, covered))]
        if not held:
            lost.append(f"{theirs.state} from {theirs.start} in the file, at no time in ours")
        met.add(theirs.state)
        for coding, (start, end) in held:
            _compare(coding, theirs, start, end, covered, pairs, differing)
    lost += [
        f"{state} in ours from {held[0].entry}, not in the file"
        for state, held in ours.items()
        if state not in met and held[0].entry and held[0].entry < covered
    ]
    return Agreement(
        treaty.id,
        path.name,
        "atop-members",
        matched,
        covered,
        [_variable(name, held) for name, held in pairs.items()],
        differing,
        _dates(published, ours, covered),
        lost,
        [],
    )


def _compare(
    coding: Coding,
    theirs: Row,
    start: date,
    end: date | None,
    covered: date,
    pairs: dict[str, list[tuple[int, int]]],
    differing: list[Disagreement],
) -> None:
    for name, value in coding.codes.items():
        if name not in theirs.values:
            continue
        # An end that the file could not know of yet is no end to it.
        later = name in ("term", "termmode") and coding.exit is not None and coding.exit >= covered
        mine = 0 if later else value
        pairs.setdefault(name, []).append((mine, theirs.values[name]))
        if mine != theirs.values[name]:
            because = [] if later else coding.because[name]
            near = coding.why_not.get(name, [])
            differing.append(
                Disagreement(
                    name, coding.state, theirs.phase, start, end, mine, theirs.values[name], because, near
                )
            )


def _dyads(treaty: Treaty, path: Path, rows: list[dict[str, Any]], found: dict[str, str]) -> Agreement:
    cow = any(name in found for name in ("neutrality", "entente"))
    covered = date(max((int(r["year"]) for r in rows), default=0) + 1, 1, 1)
    ours: dict[str, list[Coding]] = {}
    for coding in atop_phases(treaty):
        ours.setdefault(house(coding.state), []).append(coding)
    pairs: dict[str, list[tuple[int, int]]] = {}
    differing: list[Disagreement] = []
    for row in rows:
        last = date(int(row["year"]), 12, 31)
        first, second = (state_by_number(str(int(row[key])), last) for key in ("ccode1", "ccode2"))
        one = _holding(ours.get(first or "", []), last)
        if first == second or one is None or _holding(ours.get(second or "", []), last) is None:
            continue
        values = one.cow.flags if cow else one.codes
        for name, column in found.items():
            mine, theirs = values[name], int(row[column] or 0)
            pairs.setdefault(name, []).append((mine, theirs))
            if mine != theirs:
                because = one.cow.because if cow else one.because[name]
                near = one.why_not.get(name, [])
                span = (date(last.year, 1, 1), date(last.year + 1, 1, 1))
                differing.append(
                    Disagreement(
                        name,
                        f"{first}-{second}",
                        last.year,
                        *span,
                        mine,
                        theirs,
                        because if mine else [],
                        near,
                    )
                )
    return Agreement(
        treaty.id,
        path.name,
        "cow-dyads" if cow else "atop-dyads",
        "pairs of members by number and year, on 31 December",
        covered,
        [_variable(name, held) for name, held in pairs.items()],
        _years_joined(differing),
        [],
        [],
        ["a dyad-year is of all alliances of the pair together: a published 1 may come from another treaty"],
    )


def _years_joined(yearly: list[Disagreement]) -> list[Disagreement]:
    """Disagreements of a pair in years one after the other as one, under the first year."""
    found: list[Disagreement] = []
    for one in sorted(yearly, key=lambda d: (d.variable, d.state, d.start)):
        last = found[-1] if found else None
        same = last and (last.variable, last.state, last.ours, last.because) == (
            one.variable,
            one.state,
            one.ours,
            one.because,
        )
        if last and same and last.end == one.start:
            found[-1] = replace(last, end=one.end)
        else:
            found.append(one)
    return found


def _variable(name: str, pairs: list[tuple[int, int]]) -> VariableAgreement:
    value = kappa(pairs)
    note = "" if value is not None else "not defined: both codings are constant and the same"
    return VariableAgreement(name, len(pairs), sum(a == b for a, b in pairs) / len(pairs), value, note)


def _overlap(coding: Coding, theirs: Row, covered: date) -> tuple[date, date | None] | None:
    """The time in which one of our phases and a published row both hold, within what the file covers."""
    assert coding.phase is not None
    start = max(coding.phase.start, theirs.start)
    ends = [end for end in (coding.phase.end, theirs.end) if end]
    end = min(ends, default=None)
    if (end is not None and end <= start) or start >= covered:
        return None
    return start, end


def _dates(published: list[Row], ours: dict[str, list[Coding]], covered: date) -> list[dict[str, object]]:
    """Entries and exits beside each other, each published spell with the spell of ours that is nearest."""
    found: list[dict[str, object]] = []
    for state in sorted({row.state for row in published}):
        mine = {(c.entry, c.exit) for c in ours.get(state, []) if c.entry}
        for start, end in _joined([row for row in published if row.state == state]):
            near = min(mine, key=lambda s: abs((s[0] - start).days) if s[0] else 10**6, default=None)
            if near is None or near[0] is None:
                continue
            found.append(_two_dates(state, "entry", near[0], start))
            left = near[1] if near[1] and near[1] < covered else None
            found.append(_two_dates(state, "exit", left, end))
    return found


def _two_dates(state: str, what: str, ours: date | None, theirs: date | None) -> dict[str, object]:
    days = (ours - theirs).days if ours and theirs else None
    return {
        "state": state,
        "what": what,
        "ours": ours.isoformat() if ours else None,
        "theirs": theirs.isoformat() if theirs else None,
        "days": days,
    }


def _joined(rows: Iterable[Row]) -> list[tuple[date, date | None]]:
    spells: list[tuple[date, date | None]] = []
    for row in sorted(rows, key=lambda r: r.start):
        if spells and spells[-1][1] is not None and row.start <= spells[-1][1] + timedelta(days=1):
            spells[-1] = (spells[-1][0], row.end)
        else:
            spells.append((row.start, row.end))
    return spells


def _holding(codings: list[Coding], on: date) -> Coding | None:
    for coding in codings:
        phase = coding.phase
        if phase and phase.start <= on and (phase.end is None or on < phase.end):
            return coding
    return None
