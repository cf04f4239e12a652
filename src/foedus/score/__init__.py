"""Scores: how far a law or an ensemble is from what happened.

Two proper scores fail differently: the logarithmic one punishes a missed tail without limit, the CRPS
forgives it. Lower is better for all of them.
"""

from foedus.score._ensembles import coverage, crps_ensemble, crps_normal, inside, interval, interval_score
from foedus.score._labels import FIT_LABELS, fit_label
from foedus.score._probabilities import brier, log_score

__all__ = [
    "FIT_LABELS",
    "brier",
    "coverage",
    "crps_ensemble",
    "crps_normal",
    "fit_label",
    "inside",
    "interval",
    "interval_score",
    "log_score",
]
