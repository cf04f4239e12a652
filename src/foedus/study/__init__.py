"""Study: many runs of cases, what they add up to, and the samples of parameters that they use."""

from foedus.study._calibrate import Calibration, calibrate, write_calibration
from foedus.study._ensemble import Ensemble, ensemble, refine
from foedus.study._footing import CAUSES, MECHANISMS, fit
from foedus.study._hindcast import Forecast, Hindcast, hindcast
from foedus.study._replay import Replay, replay
from foedus.study._rivals import INDISTINGUISHABLE, Rivals, range_over, rivals
from foedus.study._run import Standing, Study, read_study, resume_study, run_study
from foedus.study._sample import Sample, read_sample
from foedus.study._sensitivity import Sensitivity, sensitivity
from foedus.study._severity import Scenario, refuse_severity, scenario
from foedus.study._variants import QUESTIONS, VARIANTS, variant
from foedus.study._write import write

__all__ = [
    "CAUSES",
    "INDISTINGUISHABLE",
    "MECHANISMS",
    "QUESTIONS",
    "VARIANTS",
    "Calibration",
    "Ensemble",
    "Forecast",
    "Hindcast",
    "Replay",
    "Rivals",
    "Sample",
    "Scenario",
    "Sensitivity",
    "Standing",
    "Study",
    "calibrate",
    "ensemble",
    "fit",
    "hindcast",
    "range_over",
    "read_sample",
    "read_study",
    "refine",
    "refuse_severity",
    "replay",
    "resume_study",
    "rivals",
    "run_study",
    "scenario",
    "sensitivity",
    "variant",
    "write",
    "write_calibration",
]
