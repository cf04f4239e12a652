"""What a position still hangs on: the facts that are missing, and the exceptions that hold."""

from __future__ import annotations

from dataclasses import dataclass, replace

from foedus.treaty._diagram import NO, YES
from foedus.treaty._explain import missing
from foedus.treaty._inquiry import Inquiry, Status
from foedus.treaty._sentences import sentence

__all__ = ["Qualification", "Residual", "residual"]


@dataclass(frozen=True, slots=True)
class Qualification:
    """An exception to a norm, what it does where it holds, and whether it holds.

    Attributes
    ----------
    effect
        ``defeats``: the norm does not hold. ``suspends``: it stands, and is not to be performed for as long
        as this holds. ``limits``: it holds for fewer.
    value
        yes, no, unknown, or ``differs`` by reading.
    """

    id: str
    effect: str
    gist: str
    value: str

    def json(self) -> dict[str, str]:
        """Give the exception as JSON."""
        return {"id": self.id, "effect": self.effect, "gist": self.gist, "value": self.value}


@dataclass(frozen=True, slots=True)
class Residual:
    """A fact that is missing, and what the position would be if it were known.

    Attributes
    ----------
    fact
        Name of the fact, or kind of question and what it asks (``request:target``).
    if_yes, if_no
        Status if the answer were yes, or no, all else as it is known.
    """

    fact: str
    question: str
    if_yes: Status
    if_no: Status

    @property
    def settles(self) -> bool:
        """Tell whether either answer alone leaves nothing unknown."""
        return "unknown" not in (self.if_yes, self.if_no)

    def json(self) -> dict[str, object]:
        """Give the question as JSON."""
        return {
            "fact": self.fact,
            "question": self.question,
            "if_yes": self.if_yes,
            "if_no": self.if_no,
            "settles": self.settles,
        }


def residual(answer: Inquiry, norm: str) -> tuple[Residual, ...]:
    """Missing facts that can still change a position, those first that would settle it alone.

    A prohibition also comes to a conflict through the norms whose act it reaches.
    """
    found, now = [], answer.status(norm)
    own = missing(answer, norm)
    through = [name for name, _ in answer.applied(norm).reached] if now != "does_not_apply" else []
    for place in sorted({*own, *(place for name in through for place in missing(answer, name))}):
        statuses: list[Status] = []
        for reply in (YES, NO):
            values = list(answer.values)
            values[place] = reply
            statuses.append(replace(answer, values=values).status(norm))
        if place not in own and statuses == [now, now]:
            continue
        key = answer.code.questions[place]
        name = key[1] if key[0] == "fact" else f"{key[0]}:{key[1]}"
        said = sentence(answer.treaty, answer.situation, answer.as_of, key)
        found.append(Residual(name, said, *statuses))
    return tuple(sorted(found, key=lambda r: not r.settles))
