"""What changed in a treaty between two days, and how much of the event space has another answer.

A provision is followed through its versions: a norm that closed and one that opened are the same provision
if they stand in the same article (and paragraph, where several would fit), with the same modality and act.
The shares count the fully answered events, every question alike; they measure the file, not the world.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

from foedus.errors import InputError
from foedus.treaty._compile import Code
from foedus.treaty._dates import as_date
from foedus.treaty._diagram import YES, Diagram, cheapest, shares
from foedus.treaty._evaluate import code_of
from foedus.treaty._inquiry import Applied, plan_of
from foedus.treaty._schema import Instrument, Norm
from foedus.treaty._space import question_names, statuses_of
from foedus.treaty._treaty import Treaty

__all__ = ["Change", "Diff", "diff"]


@dataclass(frozen=True, slots=True)
class Change:
    """One provision, before and after.

    Attributes
    ----------
    before, after
        Ids of the norms; ``None`` where there was none, or is none any more.
    gists
        What they say, before and after.
    share
        Share of the fully answered events in which the answer is another; a norm that is new or gone
        counts where it applies, is contested or in conflict.
    moves
        Shares by status before and after; the missing norm is ``silent``.
    example
        The event with the fewest answers in which the answer is another: questions and answers.
    """

    before: str | None
    after: str | None
    citation: str
    gists: tuple[str, str]
    share: Fraction
    moves: dict[tuple[str, str], Fraction]
    example: dict[str, bool] | None

    def json(self) -> dict[str, object]:
        """Give the change as JSON; shares are rounded to nine digits."""
        return {
            "before": self.before,
            "after": self.after,
            "citation": self.citation,
            "gist_before": self.gists[0] or None,
            "gist_after": self.gists[1] or None,
            "share": round(float(self.share), 9),
            "moves": [
                {"from": one, "to": other, "share": round(float(part), 9)}
                for (one, other), part in self.moves.items()
            ],
            "example": self.example,
        }


@dataclass(frozen=True, slots=True)
class Diff:
    """What changed in a treaty between two days.

    Attributes
    ----------
    instruments
        Instruments that entered into force, or began to be applied, after the first day and up to the second.
    joined, left
        Members on the second day and not on the first, and the reverse (ISO3).
    changes
        Provisions that were amended, are new, or are gone.
    unchanged
        Ids of norms that stand as they were and answer as they did.
    share
        Share of the fully answered events in which at least one norm has another answer.
    amended
        The same for provisions that stood before and after, without those that are new or gone.
    """

    treaty: str
    start: date
    end: date
    instruments: tuple[Instrument, ...]
    joined: tuple[str, ...]
    left: tuple[str, ...]
    changes: tuple[Change, ...]
    unchanged: tuple[str, ...] = field(default=())
    share: Fraction = Fraction(0)
    amended: Fraction = Fraction(0)

    def json(self) -> dict[str, object]:
        """Give the difference as JSON."""
        return {
            "treaty": self.treaty,
            "from": self.start.isoformat(),
            "to": self.end.isoformat(),
            "instruments": [
                {"id": i.id, "title": i.title, "in_force": str(i.in_force or i.applied_from)}
                for i in self.instruments
            ],
            "joined": list(self.joined),
            "left": list(self.left),
            "share": round(float(self.share), 9),
            "share_amended": round(float(self.amended), 9),
            "changes": [change.json() for change in self.changes],
            "unchanged": list(self.unchanged),
        }


def diff(treaty: Treaty, start: date | str, end: date | str) -> Diff:
    """Tell what changed in a treaty from one day to a later one.

    Raises
    ------
    InputError
        If the second day is not after the first.
    """
    first, last = as_date(start), as_date(end)
    if last <= first:
        raise InputError(f"--to {last} is not after --from {first}")
    code = code_of(treaty)
    plans = plan_of(code, first, ()), plan_of(code, last, ())
    changes, unchanged = [], []
    whole: Diagram = code.table.leaf(False)
    amended: Diagram = whole
    for before, after in _pairs(treaty, first, last):
        moved = _moved(code, plans, before, after)
        if before is not None and before is after and not _differs(moved):
            unchanged.append(before.id)
            continue
        whole = code.table.join(_or_differs, whole, moved)
        amended = code.table.join(_or_differs, amended, moved) if before and after else amended
        changes.append(_change(code, moved, before, after, last))
    instruments = tuple(
        i for i in treaty.instruments if (begun := i.applied_from or i.in_force) and first < begun <= last
    )
    members = set(treaty.members(first)), set(treaty.members(last))
    return Diff(
        treaty.id,
        first,
        last,
        instruments,
        tuple(sorted(members[1] - members[0])),
        tuple(sorted(members[0] - members[1])),
        tuple(changes),
        tuple(unchanged),
        shares(whole, unknown=False).get(True, Fraction(0)),
        shares(amended, unknown=False).get(True, Fraction(0)),
    )


def _or_differs(found: bool, pair: tuple[str, str]) -> bool:
    return found or pair[0] != pair[1]


def _pairs(treaty: Treaty, first: date, last: date) -> list[tuple[Norm | None, Norm | None]]:
    before, after = treaty.in_force(first), treaty.in_force(last)
    stayed = {norm.id for norm in before} & {norm.id for norm in after}
    closed = [norm for norm in before if norm.id not in stayed]
    pairs: list[tuple[Norm | None, Norm | None]] = []
    for norm in after:
        if norm.id in stayed:
            pairs.append((norm, norm))
            continue
        match = max(closed, key=lambda old: _likeness(old, norm), default=None)
        if match is not None and _likeness(match, norm):
            closed.remove(match)
            pairs.append((match, norm))
        else:
            pairs.append((None, norm))
    return pairs + [(norm, None) for norm in closed]


def _likeness(old: Norm, new: Norm) -> int:
    """How surely two norms are versions of one provision; 0 if they are not."""
    one, other = old.provision, new.provision
    if (old.modality, old.action.kind) != (new.modality, new.action.kind):
        return 0
    same_text = one.instrument == other.instrument
    if not same_text and other.amended_by is None and one.amended_by is None:
        return 0
    if one.article != other.article:
        return 0
    return 1 + same_text + (one.para == other.para)


def _moved(
    code: Code, plans: tuple[dict[str, Applied], dict[str, Applied]], before: Norm | None, after: Norm | None
) -> Diagram:
    """Diagram of the pair of statuses, before and after."""
    nothing = code.table.leaf("silent")
    one = statuses_of(code, plans[0], before.id) if before else nothing
    other = statuses_of(code, plans[1], after.id) if after else nothing
    return code.table.join(_pair, one, other)


def _pair(a: str, b: str) -> tuple[str, str]:
    # A norm that is not there and one that does not apply ask the same of everybody: nothing.
    if a == "silent" and b in ("does_not_apply", "unknown"):
        return b, b
    if b == "silent" and a in ("does_not_apply", "unknown"):
        return a, a
    return a, b


def _differs(moved: Diagram) -> bool:
    return any(one != other for one, other in shares(moved, unknown=True))


def _change(code: Code, moved: Diagram, before: Norm | None, after: Norm | None, on: date) -> Change:
    known, least = shares(moved, unknown=False), cheapest(moved)
    moves = {pair: share for pair, share in sorted(known.items()) if pair[0] != pair[1]}
    told = [("unknown" in pair, example) for pair, example in least.items() if pair[0] != pair[1]]
    found = None
    if told:
        answers = min(told)[1].answers
        names = question_names(code, [place for place, _ in answers], on)
        found = {names[place][0]: answer == YES for place, answer in answers}
    shown = after or before
    assert shown is not None
    return Change(
        before.id if before else None,
        after.id if after else None,
        code.treaty.citation(shown),
        (before.gist if before else "", after.gist if after else ""),
        sum(moves.values(), Fraction(0)),
        moves,
        found,
    )
