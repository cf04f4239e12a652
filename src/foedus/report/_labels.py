"""What answers are called where it is told what they rest on, and that in a few lines."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from foedus.report._outline import Text, text

__all__ = ["answer_words", "labels"]

_ANSWERS = {
    "deaths": "deaths",
    "deaths_state": "deaths caused by state forces",
    "deaths_custody": "deaths in custody",
    "deaths_unarmed": "deaths of people not using violence",
    "deaths_armed": "deaths caused by people using violence",
    "deaths_services": "deaths from lost services",
    "injured": "injured",
    "detained": "detained",
    "released": "released",
    "emergency_days": "days of emergency",
    "peak_on_street": "most people on the street at one time",
    "peak_violent": "most people using violence at one time",
    "peak_day": "day with most people on the street",
    "violent_peak_day": "day with most people using violence",
    "calm_day": "first day of calm",
    "request_hour": "hour of the request",
    "adopted": "whether the council adopts",
    "decision_hours": "hours to the decision",
    "first_arrival_hours": "hours to the first unit",
    "closure_hours": "hours to the complete force",
    "personnel": "size of the force",
    "withdrawal_day": "day of the withdrawal",
}
#: Answers that a member has one of, by the beginning of their ids.
_EACH = {"consent_": "what each member answers", "personnel_": "each contingent"}


def answer_words(name: str) -> str:
    """Name an answer in words; those of a member with its state."""
    if name in _ANSWERS:
        return _ANSWERS[name]
    kind, _, state = name.rpartition("_")
    return {"consent": "answer of", "personnel": "contingent of"}.get(kind, kind) + f" {state.upper()}"


def labels(fit: Mapping[str, Mapping[str, Any]]) -> Text:
    """Fit and cause of every answer, those with the same labels together."""
    groups: dict[str, list[str]] = {}
    for name, row in fit.items():
        each = next((words for start, words in _EACH.items() if name.startswith(start)), answer_words(name))
        words = groups.setdefault(f"{row['fit']}, {row['cause']}", [])
        if each not in words:
            words.append(each)
    return text(
        "Fit and cause: ", "; ".join(f"{label} – {', '.join(names)}" for label, names in groups.items())
    )
