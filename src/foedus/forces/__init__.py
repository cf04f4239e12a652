"""Forces: who sends what after a decision, when it is there, and when it is home again.

The lead-nation-and-flags rule predicts the contingents; airfields with little parking, a fleet and
roads bring them in hour by hour. The order of one hour is `arrive` then `depart`, each a step that can
stop and go on: all that moves is in ``state`` and ``queue``.
"""

from foedus.forces._commit import commit
from foedus.forces._lift import (
    BOUND_HOME,
    COLUMNS,
    DEPARTS,
    EARLIEST,
    FIRST,
    GONE,
    LANDED,
    LAST,
    LEFT,
    MISSIONS,
    PERSONNEL,
    PRESENT,
    QUEUE,
    READY,
    ROUTES,
    Airfield,
    Lift,
    Sender,
    blank,
    build,
)
from foedus.forces._movement import (
    arrive,
    arrive_until,
    complete,
    depart,
    expected,
    homeward,
    present,
    recall,
)
from foedus.forces._parameters import PARAMETERS
from foedus.forces._planning import closure_hours, missions, throughput_per_day

__all__ = [
    "BOUND_HOME",
    "COLUMNS",
    "DEPARTS",
    "EARLIEST",
    "FIRST",
    "GONE",
    "LANDED",
    "LAST",
    "LEFT",
    "MISSIONS",
    "PARAMETERS",
    "PERSONNEL",
    "PRESENT",
    "QUEUE",
    "READY",
    "ROUTES",
    "Airfield",
    "Lift",
    "Sender",
    "arrive",
    "arrive_until",
    "blank",
    "build",
    "closure_hours",
    "commit",
    "complete",
    "depart",
    "expected",
    "homeward",
    "missions",
    "present",
    "recall",
    "throughput_per_day",
]
