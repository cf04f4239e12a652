"""The chronicle: one language for what sources say happened and for what a run made happen.

An `Event` is a row: when, where, of which kind, by whom, how much, told by whom. A `Chronicle` is an
ordered, immutable table of them. Chronicles are read and written as CSV, JSON and Parquet without
loss, and any two can be compared; nothing here asks where a chronicle comes from.
"""

from foedus.chronicle._chronicle import Chronicle
from foedus.chronicle._compare import Comparison, KindDays, compare
from foedus.chronicle._event import KINDS, STATUS, Event
from foedus.chronicle._reading import read, scan

__all__ = ["KINDS", "STATUS", "Chronicle", "Comparison", "Event", "KindDays", "compare", "read", "scan"]
