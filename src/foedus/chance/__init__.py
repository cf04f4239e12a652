"""Chance: keyed random draws for compiled and plain code, and the priors of parameters.

Every draw is a function of its key ``(seed, replica, stream, hour, item)`` and of nothing else, so
runs are the same bits on any number of threads, a run can stop and go on, and two what-ifs share
their luck: one more objection changes what follows from it and nothing before it.
"""

from foedus.chance._compile import compiled, inner, kernel_hash, spliced
from foedus.chance._draws import binomial, poisson, uniform
from foedus.chance._floats import decay
from foedus.chance._normal import normal_quantile
from foedus.chance._priors import Parameter, Prior, sample_priors
from foedus.chance._rows import Bench, bench, binomials, keys, poissons
from foedus.chance._streams import stream

__all__ = [
    "Bench",
    "Parameter",
    "Prior",
    "bench",
    "binomial",
    "binomials",
    "compiled",
    "decay",
    "inner",
    "kernel_hash",
    "keys",
    "normal_quantile",
    "poisson",
    "poissons",
    "sample_priors",
    "spliced",
    "stream",
    "uniform",
]
