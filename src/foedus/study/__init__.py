"""Study: many runs of a case, what they add up to, and the sample of parameters that they use."""

from foedus.study._calibrate import Calibration, calibrate, write_calibration
from foedus.study._ensemble import Ensemble, ensemble
from foedus.study._replay import Replay, replay
from foedus.study._sample import Sample, read_sample
from foedus.study._write import write

__all__ = [
    "Calibration",
    "Ensemble",
    "Replay",
    "Sample",
    "calibrate",
    "ensemble",
    "read_sample",
    "replay",
    "write",
    "write_calibration",
]
