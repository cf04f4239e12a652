"""The codings that the field uses, derived from the text: ATOP's variables and the types of COW."""

from foedus.treaty.codings._agreement import Agreement, agreement, kappa
from foedus.treaty.codings._atop import Coding, Phase, atop, atop_alliance, atop_phases
from foedus.treaty.codings._atop_variables import ATOP_NOT_DERIVABLE, ATOP_VARIABLES
from foedus.treaty.codings._cow import COW_DIVERGENCES, CowType

__all__ = [
    "ATOP_NOT_DERIVABLE",
    "ATOP_VARIABLES",
    "COW_DIVERGENCES",
    "Agreement",
    "Coding",
    "CowType",
    "Phase",
    "agreement",
    "atop",
    "atop_alliance",
    "atop_phases",
    "kappa",
]
