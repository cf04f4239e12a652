"""Crisis: a case, its levers, and the kernel that joins law, council, forces and unrest."""

from foedus.crisis._case import Case, CaseFile, load_case
from foedus.crisis._chronicle import run_chronicle
from foedus.crisis._compile import compile_problem
from foedus.crisis._kernel import CLOCK, SERIES, Problem, State
from foedus.crisis._legal import LEGAL_TABLES, ROUTES, LawTable, LegalCell, Sight, law_table
from foedus.crisis._levers import Lever, Setting, levers, read_levers
from foedus.crisis._outcomes import OUTCOMES, measure, outcomes
from foedus.crisis._parameters import parameters
from foedus.crisis._simulate import Batch, Tape, empty_batch, run_tape, simulate

__all__ = [
    "CLOCK",
    "LEGAL_TABLES",
    "OUTCOMES",
    "ROUTES",
    "SERIES",
    "Batch",
    "Case",
    "CaseFile",
    "LawTable",
    "LegalCell",
    "Lever",
    "Problem",
    "Setting",
    "Sight",
    "State",
    "Tape",
    "compile_problem",
    "empty_batch",
    "law_table",
    "levers",
    "load_case",
    "measure",
    "outcomes",
    "parameters",
    "read_levers",
    "run_chronicle",
    "run_tape",
    "simulate",
]
