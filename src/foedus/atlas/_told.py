"""The words for an entry of a profile, on one line."""

from __future__ import annotations

from typing import Any

from foedus.atlas._sourced import LANGUAGES, Entry, Names
from foedus.clock import in_words

__all__ = ["told"]


def told(entry: Entry) -> str:
    """Tell what an entry says, without its source."""
    return _TELLERS[type(entry).__name__](entry)


def _names(names: Names) -> str:
    given = names.told()
    return f"{given['en']}; " + ", ".join(
        f"{LANGUAGES[code]} {name}" for code, name in given.items() if code != "en"
    )


def _naming(entry: Any) -> str:
    long = entry.long.told()
    return "; ".join(
        f"{LANGUAGES[code]}: {short}"
        + (f" ({long[code]})" if long[code] != "not recorded" else " (long form not recorded)")
        for code, short in entry.short.told().items()
    )


def _independence(entry: Any) -> str:
    return f"{in_words(entry.day)}: {entry.act}"


def _capital(entry: Any) -> str:
    since = f", under this name from {entry.from_}" if entry.from_ else ""
    return f"{_names(entry.names)}{since}" + (f" to {entry.to}" if entry.to else "")


def _border(entry: Any) -> str:
    known = entry.low is not None or entry.high is not None
    return f"{entry.state}, " + (f"{entry.quantity}" if known else "length not recorded")


def _water(entry: Any) -> str:
    known = entry.low is not None or entry.high is not None
    shore = f"shore of {entry.quantity}" if known else "length of shore not recorded"
    return f"{_names(entry.names)} ({entry.kind}), {shore}"


def _figure(entry: Any) -> str:
    year = f" ({entry.year})" if entry.year else ""
    if entry.unit == "1":
        return f"{str(entry.quantity).removesuffix(' 1')}{year}"
    return f"{str(entry.quantity).replace('-', '−')}{year}"


def _point(entry: Any) -> str:
    return f"{_names(entry.names)}: {_figure(entry)}"


def _text(entry: Any) -> str:
    return str(entry.text)


def _currency(entry: Any) -> str:
    return f"{_names(entry.names)} ({entry.code}), from {entry.from_}" + (
        f" to {entry.to}" if entry.to else ""
    )


def _groups(entry: Any) -> str:
    shares = ", ".join(f"{group} {100 * share:.3g} %" for group, share in entry.shares.items())
    return f"{shares} ({entry.basis} of {entry.year})"


def _export(entry: Any) -> str:
    period = f", {entry.period}" if entry.period else ""
    return f"{entry.commodity}: {entry.quantity} ({entry.year}{period})"


_TELLERS = {
    "Naming": _naming,
    "Independence": _independence,
    "Capital": _capital,
    "Neighbour": _border,
    "Water": _water,
    "Figure": _figure,
    "Point": _point,
    "Text": _text,
    "Currency": _currency,
    "Groups": _groups,
    "Export": _export,
}
