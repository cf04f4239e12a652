"""The page of a fact: the question, the answer and its ground, the dissent, and how the answer moved."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from foedus.evidence._model import GROUNDS, Claim, Finding

__all__ = ["Question", "Turn", "question"]


class Turn(NamedTuple):
    """One claim in the order of knowledge.

    Attributes
    ----------
    day
        Day of knowledge, or the day on which it was said where that is all that is known; ``None`` without.
    known
        Whether `day` is the day of knowledge.
    claim
        The claim.
    standing
        ``chosen``, ``kept``, ``withdrawn`` or ``other thing``.
    replaces
        Id of the earlier claim of the same holder that it replaces, or empty.
    """

    day: date | None
    known: bool
    claim: Claim
    standing: str
    replaces: str


@dataclass(frozen=True, slots=True)
class Question:
    """The page of a fact.

    Attributes
    ----------
    case
        Id of the case, or empty.
    finding
        What the fact comes to.
    timeline
        Every claim by day of knowledge; claims without any day come last.
    """

    case: str
    finding: Finding
    timeline: tuple[Turn, ...]

    @property
    def answer(self) -> str:
        """The answer in figures with the unit, or in words."""
        return self.finding.fact.told(self.finding.value)

    @property
    def interval(self) -> str:
        """What all live claims of the thing span; empty for a fact told in words."""
        span = self.finding.interval
        return "" if span is None else self.finding.fact.told(span)

    def markdown(self) -> str:
        """Return the page as Markdown, with a table of claims and a timeline."""
        finding, fact = self.finding, self.finding.fact
        lines = [f"# {fact.question}", ""]
        lines.append(f"- Answer: **{_cell(self.answer)}**")
        if self.interval:
            lines.append(f"- Interval over all live claims of the thing: {self.interval}")
        lines.append(f"- Ground: *{finding.ground}*. {GROUNDS[finding.ground]}")
        lines += ["", finding.why]
        if fact.note:
            lines += ["", fact.note]
        lines += ["", "## Who says what", "", "| | says | who | where | why not |", "|---|---|---|---|---|"]
        for claim in finding.chosen:
            lines.append(_row("chosen", fact.said(claim), claim, ""))
        for claim, ground, reason in finding.dissent:
            lines.append(_row("kept", fact.said(claim), claim, f"{ground}: {reason}"))
        lines += ["", "## When it was known", ""]
        for turn in self.timeline:
            day = turn.day.isoformat() if turn.day else "no day"
            how = "" if turn.known or turn.day is None else " (day of the page)"
            after = f", replaces `{turn.replaces}`" if turn.replaces else ""
            said = _cell(fact.said(turn.claim))
            lines.append(f"- {day}{how}: {said}, {_cell(turn.claim.holder)} (*{turn.standing}*{after})")
        wrong = [claim for claim in fact.claims if claim.misreport]
        if wrong:
            lines += ["", "## Often misreported", ""]
            lines += [f"- {_cell(fact.said(c))} ({_link(c)}): {_cell(c.misreport)}" for c in wrong]
        where = f"`{self.case}/{fact.id}`" if self.case else f"`{fact.id}`"
        return "\n".join([*lines, "", f"Cite this page: {where}.", ""])


def question(finding: Finding, case: str = "") -> Question:
    """Make the page of a fact.

    Parameters
    ----------
    finding
        What the fact comes to.
    case
        Id of its case, for the citation.
    """
    chosen = {claim.id for claim in finding.chosen}
    turns = []
    last: dict[str, Claim] = {}
    for claim in sorted(finding.fact.claims, key=lambda c: (c.knows or c.stated or date.max, c.id)):
        if claim.withdrawn:
            standing = "withdrawn"
        elif claim.scope:
            standing = "other thing"
        else:
            standing = "chosen" if claim.id in chosen else "kept"
        earlier = last.get(claim.holder)
        replaces = ""
        if not claim.scope and claim.knows is not None:
            if earlier is not None and earlier.answer != claim.answer:
                replaces = earlier.id
            last[claim.holder] = claim
        day = claim.knows or claim.stated
        turns.append(Turn(day, claim.knows is not None, claim, standing, replaces))
    return Question(case, finding, tuple(turns))


def _row(standing: str, said: str, claim: Claim, reason: str) -> str:
    who = f"{claim.holder} ({claim.stated.isoformat()})" if claim.stated else claim.holder
    reserve = f", {claim.caveat}" if claim.caveat else ""
    where = f"{_link(claim)}, {_cell(claim.locator or 'text')}"
    return f"| {standing} | {_cell(said + reserve)} | {_cell(who)} | {where} | {_cell(reason)} |"


def _link(claim: Claim) -> str:
    name = claim.source.id
    return f"[{name}]({claim.source.url})" if claim.source.url else f"`{name}`"


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("\\", "\\\\").replace("|", "\\|")
