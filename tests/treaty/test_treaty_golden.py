"""Accounts and routes with their reasons; ``pytest tests/treaty --record-golden`` records them anew."""

from __future__ import annotations

from pathlib import Path

import pytest

from foedus.treaty import Position, Treaty, ask, load_situation

GOLDEN = Path(__file__).parent / "golden" / "accounts.md"
CASES = ("kazakhstan-2022", "armenia-2022", "kyrgyzstan-2010")
ROUTES = ("treaty-2.consult", "treaty-4.assist", "treaty-6.deploy", "pka-3.mission")
LIMITS = ("pka-1.definition", "charter-5.non-interference", "treaty-4.judge-own")


def reasons(position: Position) -> list[str]:
    lines = [f"- **{position.norm}** ({position.citation}, grade {position.grade}): {position.status}"]
    lines += [f"  - {line}" for line in position.summary()]
    lines += [f"  - clashes with {citation}, no priority stated" for citation in position.conflicts]
    ask_ = "Is it so that "
    missing = [need.removeprefix(ask_).rstrip("?") for need in position.needs if need.startswith(ask_)]
    return [*lines, f"  - not known whether: {'; '.join(missing)}"] if missing else lines


def told(csto: Treaty) -> str:
    lines = ["# What the law comes to, by case, account and route", ""]
    lines += ["Recorded by the tests. Read the difference before you commit it.", ""]
    for case in CASES:
        file = load_situation(case)
        accounts = [account.id for account in file.accounts]
        answers = {name: ask(csto, file.situation(name)) for name in accounts}
        plan = answers[accounts[0]].plan
        norms = [n if n in plan else f"{n}-1992" for n in (*ROUTES, *LIMITS)]
        lines += [f"## {file.title} ({file.on})", ""]
        lines += [f"| account | {' | '.join(norms)} |", f"|---|{'---|' * len(norms)}"]
        for name, answer in answers.items():
            row = " | ".join(answer.status(norm).replace("_", " ") for norm in norms)
            lines.append(f"| {name} | {row} |")
        if file.stages:
            lines += ["", f"| account at a stage | {' | '.join(norms)} |", f"|---|{'---|' * len(norms)}"]
            for name in accounts:
                for stage in file.stages:
                    answer = ask(csto, file.situation(name, stage.id))
                    row = " | ".join(answer.status(norm).replace("_", " ") for norm in norms)
                    lines.append(f"| {name}, {stage.id} | {row} |")
        members = csto.members(file.on)
        lines += [
            "",
            f"| account and route as seen by | {' | '.join(members)} |",
            f"|---|{'---|' * len(members)}",
        ]
        for name, answer in answers.items():
            for norm in norms[: len(ROUTES)]:
                seen = [answer.position(norm).seen_by(state) for state in members]
                row = " | ".join(f"{status.replace('_', ' ')} ({basis})" for status, basis in seen)
                lines.append(f"| {name}: {norm} | {row} |")
        lines.append("")
        for name, answer in answers.items():
            lines += [f"### {file.title}, account {name}: {file.account(name).gist}", ""]
            for norm in norms:
                lines += reasons(answer.position(norm))
            lines.append(f"- silent: {', '.join(answer.silences()) or 'nothing asked'}")
            lines.append("")
    return "\n".join(lines)


def test_accounts_and_routes(csto: Treaty, request: pytest.FixtureRequest) -> None:
    now = told(csto)
    if request.config.getoption("--record-golden", default=False):
        GOLDEN.write_text(now, encoding="utf-8")
    assert GOLDEN.read_text(encoding="utf-8") == now
