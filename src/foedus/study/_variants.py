"""Rival hypotheses as named variants of the model: restrictions of its priors, the same for every case.

A variant holds some parameters on one side of zero (or of what its prior holds likeliest) or at zero; the
equations stay. Variants of different questions may be joined with a plus sign: ``deterrence+guard-relief``.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from foedus.chance import Parameter
from foedus.errors import InputError, UnknownName
from foedus.unrest import PARAMETERS

__all__ = [
    "QUESTIONS", "VARIANTS", "Bound", "Restriction", "Variant", "bounds", "fixed", "holds", "meaning",
    "obeys", "redraw", "variant",
]  # fmt: skip

F8 = NDArray[np.float64]
#: From rows of parameters, float64[row, parameter], to as many that obey; the rows given stay as they are.
Restriction = Callable[[F8], F8]

_PLACE = {parameter.id: j for j, parameter in enumerate(PARAMETERS)}
_INF = float("inf")


class Bound(NamedTuple):
    """A parameter kept between two values, or at one if both are the same."""

    parameter: str
    low: float
    high: float


class Variant(NamedTuple):
    """A variant.

    Attributes
    ----------
    meaning
        What it holds, in a sentence.
    question
        The question that it answers, a key of `QUESTIONS`; variants of one question are rivals.
    bounds
        How it restricts the priors.
    source
        Who holds it, or what speaks for it.
    """

    meaning: str
    question: str
    bounds: tuple[Bound, ...]
    source: str


#: What the rivals disagree on.
QUESTIONS = {
    "repression": "Does severe repression keep people at home, or bring them out?",
    "armed": "Was there an armed, organised part whose violence did not grow out of contact with police?",
    "outside": "By which way does an outside force act, if at all?",
    "concession": "Does a concession calm, or embolden?",
}

_OUTSIDE = ("unrest.xi", "unrest.loyalty", "unrest.backlash")


def _outside(open_one: str | None) -> tuple[Bound, ...]:
    return tuple(Bound(name, 0.0, _INF if name == open_one else 0.0) for name in _OUTSIDE)


#: Every variant that has a name of its own.
VARIANTS: dict[str, Variant] = {
    "base": Variant("the model as it stands, every mechanism free within its prior", "", (), ""),
    "deterrence": Variant(
        "severe force and deaths keep people at home, middling force too",
        "repression",
        (Bound("unrest.b1", -_INF, 0.0), Bound("unrest.b2", 0.0, _INF), Bound("unrest.psi", -_INF, 0.0)),
        "the falling arm of the inverted U: Steinert-Threlkeld, Joo and Chan, 24 cities in 5 countries",
    ),
    "backlash": Variant(
        "force and deaths bring people out",
        "repression",
        (Bound("unrest.b1", 0.0, _INF), Bound("unrest.b2", -_INF, 0.0), Bound("unrest.psi", 0.0, _INF)),
        "the rising arm of the same; Castro on Chile 2019, whose versions differ in the sign by tactic",
    ),
    "armed-component": Variant(
        "violence starts without contact with police more than by it, and kills more than is likeliest",
        "armed",
        (
            Bound("unrest.e0", 0.002, _INF),
            Bound("unrest.e1", 0.0, 0.02),
            Bound("unrest.phi_armed", 2e-5, _INF),
        ),
        "claimed by the state, disputed; the model knows it by these marks alone; cuts at the prior medians",
    ),
    "no-armed-component": Variant(
        "violence grows out of contact with police and imitation, and kills less than is likeliest",
        "armed",
        (
            Bound("unrest.e0", 0.0, 0.002),
            Bound("unrest.e1", 0.02, _INF),
            Bound("unrest.phi_armed", 0.0, 2e-5),
        ),
        "the rights organisations' telling; cuts at the prior medians",
    ),
    "guard-relief": Variant(
        "outsiders on guard free domestic officers for the street, and do nothing else",
        "outside",
        _outside("unrest.xi"),
        "the Russian ministry of defence: about 1,600 freed by about 2,000",
    ),
    "loyalty-signal": Variant(
        "outsiders firm up domestic forces by being there, and do nothing else",
        "outside",
        _outside("unrest.loyalty"),
        "a reading of the request as a signal to the host's own forces; no measurement known",
    ),
    "resented": Variant(
        "outsiders bring people out against them, and do nothing else",
        "outside",
        _outside("unrest.backlash"),
        "sovereignty backlash; no measurement known",
    ),
    "no-outside-effect": Variant(
        "outsiders change nothing on the street",
        "outside",
        _outside(None),
        "they came after the peak and guarded sites",
    ),
    "concession-calms": Variant(
        "what is announced and what is delivered both calm",
        "concession",
        (Bound("unrest.theta_a", 0.0, _INF), Bound("unrest.theta_d", 0.0, _INF)),
        "de Vogel: promises demobilise",
    ),
    "concession-emboldens": Variant(
        "what is announced and what is delivered both embolden",
        "concession",
        (Bound("unrest.theta_a", -_INF, 0.0), Bound("unrest.theta_d", -_INF, 0.0)),
        "Leuschner and Hellmeier, 18 autocracies 1991-2012: more protest after concessions",
    ),
}


def bounds(name: str) -> tuple[Bound, ...]:
    """Give the restrictions that a variant's name stands for, those of all its parts.

    Raises
    ------
    UnknownName
        If a part is not known.
    InputError
        If two parts answer the same question.
    """
    found: tuple[Bound, ...] = ()
    taken: dict[str, str] = {}
    for part in name.split("+"):
        if part not in VARIANTS:
            raise UnknownName("variant", part, VARIANTS)
        one = VARIANTS[part]
        if one.question and taken.setdefault(one.question, part) != part:
            raise InputError(f"{taken[one.question]} and {part} are rivals: they cannot hold together")
        found += one.bounds
    return tuple(dict.fromkeys(found))


def meaning(name: str) -> str:
    """Say what a variant holds, in a sentence; its parts joined with semicolons.

    Raises
    ------
    UnknownName
        If a part is not known.
    """
    bounds(name)
    return "; ".join(VARIANTS[part].meaning for part in name.split("+"))


def fixed(name: str) -> frozenset[str]:
    """Parameters that a variant sets to a value."""
    return frozenset(bound.parameter for bound in bounds(name) if bound.low == bound.high)


def obeys(name: str, thetas: F8) -> NDArray[np.bool_]:
    """Tell which rows obey what a variant says of parameters that keep some width; not of fixed ones."""
    return _within([bound for bound in bounds(name) if bound.low < bound.high], thetas)


def holds(name: str, thetas: F8) -> NDArray[np.bool_]:
    """Tell which rows obey all that a variant says."""
    return _within(bounds(name), thetas)


def _within(wanted: Sequence[Bound], thetas: F8) -> NDArray[np.bool_]:
    found = np.ones(len(thetas), bool)
    for bound in wanted:
        column = thetas[:, _PLACE[bound.parameter]]
        found &= (column >= bound.low) & (column <= bound.high)
    return found


def variant(name: str) -> Restriction:
    """Give the restriction of a sample that a variant's name stands for.

    Rows that obey are taken in their order, over again until there are as many as were given; what the
    variant fixes is set. For a sample of the prior that is the restricted prior, and for one of the
    posterior the restricted posterior as far as sides are concerned; a parameter that is set to a value
    leaves the others as they were, which is right where the record does not bind them to it.

    Raises
    ------
    UnknownName, InputError
        As `bounds`; and, when it is applied, if no row obeys.
    """
    wanted = bounds(name)

    def restrict(thetas: F8) -> F8:
        if not wanted:
            return thetas
        rows = np.flatnonzero(obeys(name, thetas))
        if not len(rows):
            raise InputError(f"no row of the sample obeys the variant {name!r}; take a larger one")
        return _set(wanted, thetas[np.resize(rows, len(thetas))])

    return restrict


def redraw(name: str, known: tuple[Parameter, ...], thetas: F8) -> F8:
    """Turn draws from the priors into draws from the priors that the variant restricts, all other luck alike.

    Each restricted parameter keeps its place among its draws: its level is moved between the levels of the
    two bounds. Exact, and as many rows as were given.
    """
    from foedus.study._space import below

    wanted = bounds(name)
    rows = _set(wanted, thetas)
    for bound in wanted:
        if bound.low < bound.high:
            j = _PLACE[bound.parameter]
            prior = known[j].prior
            first, last = below(prior, np.array([bound.low, bound.high]))
            rows[:, j] = prior.quantile(
                np.clip(first + (last - first) * below(prior, thetas[:, j]), 1e-15, 1.0 - 1e-15)
            )
    return rows


def _set(wanted: tuple[Bound, ...], thetas: F8) -> F8:
    rows = thetas.copy()
    for bound in wanted:
        if bound.low == bound.high:
            rows[:, _PLACE[bound.parameter]] = bound.low
    return rows
