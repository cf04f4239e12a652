"""Every picture, once: from frames of numbers to a drawing with its words and its table."""

from foedus.figures._contingents import contingents
from foedus.figures._council import council, status_words
from foedus.figures._differences import differences
from foedus.figures._dissent import dissent
from foedus.figures._fans import deaths, detained
from foedus.figures._figure import Calendar, Figure, Grid
from foedus.figures._map import city_map
from foedus.figures._numbers import (
    NOT_APPLICABLE,
    NOT_KNOWN,
    change,
    count,
    exact,
    interval,
    share,
    shares,
    signed,
    span,
)
from foedus.figures._timeline import record_and_run

__all__ = [
    "NOT_APPLICABLE",
    "NOT_KNOWN",
    "Calendar",
    "Figure",
    "Grid",
    "change",
    "city_map",
    "contingents",
    "council",
    "count",
    "deaths",
    "detained",
    "differences",
    "dissent",
    "exact",
    "interval",
    "record_and_run",
    "share",
    "shares",
    "signed",
    "span",
    "status_words",
]
