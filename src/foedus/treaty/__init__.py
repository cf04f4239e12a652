"""What a treaty says: to whom, on which date, on whose reading and on whose account of the facts.

A treaty system is one YAML file in the format ``treaty/1``. `load` reads it, `ask` puts a situation to
it, and the `Answer` gives one `Position` for each norm in force, with its reasons.

Examples
--------
>>> from foedus import treaty
>>> csto = treaty.load("csto")
>>> csto.members("2022-01-05")
['ARM', 'BLR', 'KAZ', 'KGZ', 'RUS', 'TJK']
>>> case = treaty.load_situation("kazakhstan-2022")
>>> answer = treaty.ask(csto, case.situation("protest"))
>>> answer.status("treaty-4.assist")
'does_not_apply'
"""

from foedus.treaty._compare import DIMENSIONS, Comparison, compare
from foedus.treaty._compile import Code, compile_treaty
from foedus.treaty._decision import Decision, Outcome, voters_known
from foedus.treaty._diff import Change, Diff, diff
from foedus.treaty._evaluate import Answer, ask
from foedus.treaty._explain import Node
from foedus.treaty._flags import HARMS, Flag, Harm, flags
from foedus.treaty._inquiry import BELOW, STATUSES, Status, held_readings, refines
from foedus.treaty._joint import Clash, Joint, ask_together
from foedus.treaty._ledger import SECTIONS, Entry, Ledger, ledger, naming, standing
from foedus.treaty._lint import Check, check, schema
from foedus.treaty._load import load
from foedus.treaty._membership import Spell, Tenure
from foedus.treaty._position import ByReading, Position, Residual
from foedus.treaty._situation import Situation, SituationFile, load_situation
from foedus.treaty._space import EventSpace, NormSpace, space
from foedus.treaty._treaty import Treaty
from foedus.treaty._trials import Verdict, try_treaty
from foedus.treaty._words import ACTS, AREAS, KINDS
from foedus.treaty.codings import (
    ATOP_NOT_DERIVABLE,
    ATOP_VARIABLES,
    COW_DIVERGENCES,
    Agreement,
    Coding,
    CowType,
    Phase,
    agreement,
    atop,
    atop_alliance,
    atop_phases,
    kappa,
)

__all__ = [
    "ACTS",
    "AREAS",
    "ATOP_NOT_DERIVABLE",
    "ATOP_VARIABLES",
    "BELOW",
    "COW_DIVERGENCES",
    "DIMENSIONS",
    "HARMS",
    "KINDS",
    "SECTIONS",
    "STATUSES",
    "Agreement",
    "Answer",
    "ByReading",
    "Change",
    "Check",
    "Clash",
    "Code",
    "Coding",
    "Comparison",
    "CowType",
    "Decision",
    "Diff",
    "Entry",
    "EventSpace",
    "Flag",
    "Harm",
    "Joint",
    "Ledger",
    "Node",
    "NormSpace",
    "Outcome",
    "Phase",
    "Position",
    "Residual",
    "Situation",
    "SituationFile",
    "Spell",
    "Status",
    "Tenure",
    "Treaty",
    "Verdict",
    "agreement",
    "ask",
    "ask_together",
    "atop",
    "atop_alliance",
    "atop_phases",
    "check",
    "compare",
    "compile_treaty",
    "diff",
    "flags",
    "held_readings",
    "kappa",
    "ledger",
    "load",
    "load_situation",
    "naming",
    "refines",
    "schema",
    "space",
    "standing",
    "try_treaty",
    "voters_known",
]
