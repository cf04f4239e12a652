"""Chance: keyed random draws for compiled and plain code, and the priors of parameters.

Every draw is a function of its key ``(seed, replica, stream, hour, item)`` and of nothing else, so
runs are the same bits on any number of threads, a run can stop and go on, and two what-ifs share
their luck: one more objection changes what follows from it and nothing before it.
"""

from foedus.chance._compile import compiled
from foedus.chance._draws import binomial, normal_quantile, poisson, stream, uniform
from foedus.chance._priors import Parameter, Prior, sample_priors

__all__ = [
    "Parameter",
    "Prior",
    "binomial",
    "compiled",
    "normal_quantile",
    "poisson",
    "sample_priors",
    "stream",
    "uniform",
]
