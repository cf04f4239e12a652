"""A small invented crisis: four cities of the packaged case, two accounts, a council with a made-up law."""

from __future__ import annotations

from foedus.crisis import Case, LawTable, Problem, compile_problem, levers, read_levers

ACCOUNTS, STAGES = ("host", "nothing"), ("gatherings", "violence")


def problem_of(case: Case, law: LawTable, **given: str | float) -> Problem:
    return compile_problem(case, law, read_levers(case, levers(case, ACCOUNTS), given))
