"""What an answer rests on: how far the record narrowed its parameters, and what cases vary."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np

from foedus.score import fit_label
from foedus.study._calibrate import ANSWERS
from foedus.study._sample import Sample

__all__ = ["CAUSES", "MECHANISMS", "Mechanism", "cause", "fit", "label", "mechanism_of"]


class Mechanism(NamedTuple):
    """A mechanism of the model.

    Attributes
    ----------
    meaning
        What it does.
    parameters
        Beginnings of the ids of its parameters.
    levers
        Levers that act through it.
    cases
        Calibrated cases in which it stands at another value than in the others, with how.
    """

    meaning: str
    parameters: tuple[str, ...]
    levers: tuple[str, ...]
    cases: Mapping[str, str]


#: The words for a cause, with what earns them.
CAUSES = {
    "identified": "at least two calibrated cases differ in every mechanism that the answer hangs on",
    "assumed": "what the model says; no comparison between cases stands behind it",
}

_ALONE = "one setting, by its record; nothing to compare it with"
_KZ = {"kazakhstan-2022": _ALONE}

#: Every mechanism, and the calibrated cases that vary it. A case that is fitted adds itself here.
MECHANISMS: dict[str, Mechanism] = {
    "joining": Mechanism(
        "people join what they see, near and far",
        ("unrest.s0", "unrest.lambda", "unrest.gamma", "unrest.d0", "unrest.delta", "unrest.mu0",
         "unrest.tau", "unrest.city.", "unrest.price"),
        ("price_shock",),
        _KZ,
    ),
    "shutdown": Mechanism(
        "a shutdown cuts what is far and thickens what is near, and costs lives",
        ("unrest.chi", "unrest.ell", "unrest.phi_services"),
        ("shutdown_from", "shutdown_to"),
        _KZ,
    ),
    "escalation": Mechanism(
        "crowds turn to violence, by contact with police or without",
        ("unrest.e0", "unrest.e1", "unrest.e2"),
        ("dialogue", "dialogue_from"),
        _KZ,
    ),
    "exhaustion": Mechanism("people go home", ("unrest.w_p", "unrest.w_v"), (), _KZ),
    "policing": Mechanism(
        "officers disperse and detain as far as they are enough",
        ("unrest.disp", "unrest.a_v", "unrest.a_p", "unrest.a_u", "unrest.hold", "unrest.rho", "unrest.f",
         "unrest.m0"),
        ("dialogue", "dialogue_from", "release"),
        _KZ,
    ),
    "repression": Mechanism(
        "severe force and deaths deter or bring out", ("unrest.b1", "unrest.b2", "unrest.psi"), (), _KZ
    ),
    "concession": Mechanism(
        "what is announced and delivered calms or emboldens",
        ("unrest.theta_",),
        ("announced_hour", "announced_strength", "delivered_hour", "delivered_strength", "release"),
        _KZ,
    ),
    "harm": Mechanism(
        "force and violence kill and injure",
        ("unrest.phi", "unrest.unarmed", "unrest.custody", "unrest.iota"),
        (),
        _KZ,
    ),
    "outside": Mechanism(
        "an outside force frees guards, signals, or is resented",
        ("unrest.xi", "unrest.loyalty", "unrest.backlash"),
        ("force", "force_shift", "request"),
        _KZ,
    ),
    "council": Mechanism(
        "members judge law, threat and friendship, and answer",
        ("council.",),
        ("request", "account", "rule", "objector", "legal_table", "absent"),
        _KZ,
    ),
    "forces": Mechanism(
        "states muster, fly and drive",
        ("forces.", "crisis."),
        ("force", "force_shift", "airfield_capacity", "not_contributing"),
        _KZ,
    ),
}  # fmt: skip


def mechanism_of(parameter: str) -> str | None:
    """Name the mechanism that a parameter belongs to: that of the longest beginning of its id."""
    best, found = 0, None
    for name, one in MECHANISMS.items():
        for start in one.parameters:
            if parameter.startswith(start) and len(start) > best:
                best, found = len(start), name
    return found


def cause(parameters: Mapping[str, float]) -> tuple[str, list[str]]:
    """Say whether cases stand behind an answer that hangs on these parameters, and by which mechanisms.

    Parameters
    ----------
    parameters
        Ids, with the share of each.

    Returns
    -------
    label, mechanisms
        ``identified`` or ``assumed``, and the mechanisms with the largest share first. A single case never
        identifies anything: a mechanism counts only where at least two calibrated cases vary it.
    """
    shares: dict[str, float] = {}
    for name, share in parameters.items():
        if (place := mechanism_of(name)) is not None:
            shares[place] = shares.get(place, 0.0) + share
    order = sorted(shares, key=lambda name: -shares[name])
    held = bool(order) and all(len(MECHANISMS[name].cases) > 1 for name in order)
    return ("identified" if held else "assumed"), order


def label(shares: Mapping[str, float], spread: Mapping[str, float], rows: int) -> dict[str, Any]:
    """Label an answer by the parameters to which it is sensitive.

    Parameters
    ----------
    shares
        Parameters with their share in the answer's variation.
    spread
        Standard deviation of each in the sample, against the prior's.
    rows
        Independent rows of the sample: a spread within two standard errors of the prior's is the prior's.
    """
    noise = 2.0 / np.sqrt(2.0 * rows)
    told = {name: (spread[name] if spread[name] < 1.0 - noise else 1.0) for name in shares if name in spread}
    whole = sum(shares[name] for name in told)
    ratio = sum(shares[name] * told[name] for name in told) / whole if whole else 1.0
    named, mechanisms = cause({name: shares[name] for name in told})
    return {
        "fit": fit_label(ratio),
        "cause": named,
        "ratio": float(f"{ratio:.3g}"),
        "parameters": sorted(told, key=lambda name: -shares[name]),
        "mechanisms": mechanisms,
    }


def fit(sample: Sample) -> dict[str, dict[str, Any]]:
    """Say for each answer what it rests on.

    *fit* is ``data``, ``mixed`` or ``prior`` by the spread of the kept rows against the prior, averaged
    over the parameters to which the answer is sensitive, each by its share. *cause* is ``identified``
    where at least two calibrated cases vary every mechanism behind them, else ``assumed``.
    """
    notes = sample.notes
    rows = int(notes.get("population", {}).get("effective", len(sample.thetas)))
    return {answer: label(notes["sensitive"].get(answer, {}), notes["spread"], rows) for answer in ANSWERS}
