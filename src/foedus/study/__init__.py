"""Study: many runs of cases, what they add up to, and the samples of parameters that they use."""

from foedus.study._calibrate import Calibration, calibrate, recheck, write_calibration
from foedus.study._compare import Comparison
from foedus.study._ensemble import Ensemble, ensemble, refine
from foedus.study._footing import CAUSES, MECHANISMS, fit
from foedus.study._hindcast import Forecast, Hindcast, hindcast
from foedus.study._over import LEAST, Over
from foedus.study._own import Effort
from foedus.study._paired import COMPARED, UNRANKED, Difference
from foedus.study._replay import Replay, replay
from foedus.study._rivals import INDISTINGUISHABLE, Rivals, rivals
from foedus.study._run import Standing, Study, read_study, resume_study, run_study
from foedus.study._sample import Sample, read_sample
from foedus.study._sensitivity import Sensitivity, sensitivity
from foedus.study._severity import Scenario, refuse_severity, scenario
from foedus.study._surviving import Survivors, recheck_rivals, surviving, write_rivals
from foedus.study._variants import QUESTIONS, VARIANTS, meaning, variant
from foedus.study._write import write

__all__ = [
    "CAUSES",
    "COMPARED",
    "INDISTINGUISHABLE",
    "LEAST",
    "MECHANISMS",
    "QUESTIONS",
    "UNRANKED",
    "VARIANTS",
    "Calibration",
    "Comparison",
    "Difference",
    "Effort",
    "Ensemble",
    "Forecast",
    "Hindcast",
    "Over",
    "Replay",
    "Rivals",
    "Sample",
    "Scenario",
    "Sensitivity",
    "Standing",
    "Study",
    "Survivors",
    "calibrate",
    "ensemble",
    "fit",
    "hindcast",
    "meaning",
    "read_sample",
    "read_study",
    "recheck",
    "recheck_rivals",
    "refine",
    "refuse_severity",
    "replay",
    "resume_study",
    "rivals",
    "run_study",
    "scenario",
    "sensitivity",
    "surviving",
    "variant",
    "write",
    "write_calibration",
    "write_rivals",
]
