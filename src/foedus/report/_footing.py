"""What the answers rest on, where sources part, levers, what is left out, and how to do it again."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import polars as pl

from foedus import figures
from foedus.evidence import GROUNDS, TIERS
from foedus.figures import NOT_APPLICABLE, exact
from foedus.report._harm import picture
from foedus.report._labels import answer_words, labels
from foedus.report._outline import (
    Block,
    Break,
    Bullets,
    Code,
    Column,
    Fold,
    Inline,
    Link,
    Paragraph,
    Section,
    Strong,
    Table,
    Text,
    text,
)
from foedus.report._words import cite

if TYPE_CHECKING:
    from foedus.chance import Parameter
    from foedus.evidence import Claim, Dissent, Finding
    from foedus.study import Replay

__all__ = ["dissent", "footing", "left_out", "levers", "reproduce"]


def footing(replay: Replay, known: Sequence[Parameter]) -> Section:
    """Fit and cause of each answer, and the parameters that it names."""
    rows = [
        (
            text(answer_words(answer)),
            text(Strong(row["fit"])),
            text(f"{row['ratio']:.2f}"),
            text(row["cause"]),
            text(", ".join(str(name) for name in row["parameters"]) or "none fitted"),
        )
        for answer, row in replay.fit.items()
    ]
    table = Table(
        "fit-table",
        "What each answer rests on",
        (
            Column("Answer"),
            Column("fit"),
            Column("spread left", numeric=True),
            Column("cause"),
            Column("parameters that it is sensitive to"),
        ),
        tuple(rows),
        text(
            "Spread left: standard deviation of the kept parameters against their prior, averaged over those "
            "that the answer is sensitive to. Below 0.70 the answer rests on data, to 0.95 on both, above on "
            "the prior."
        ),
    )
    told = text(
        Strong("Fit"),
        " says how much the record of this case narrowed what the answer depends on. ",
        Strong("Cause"),
        " says whether the effect of a lever was identified. On a single case it is not: every lever was "
        "pulled once, together with all others, and there is no second course of events to compare with. An "
        "effect that a what-if shows is therefore assumed: it is the model’s prior about that effect, "
        "carried through.",
    )
    blocks: list[Block] = [
        Paragraph(labels(replay.fit), "screen only", screen=True),
        Paragraph(told, "lead"),
        table,
        *_parameters(replay, known),
    ]
    return Section("footing", "What each answer rests on", tuple(blocks))


def _parameters(replay: Replay, known: Sequence[Parameter]) -> tuple[Fold, ...]:
    named = {str(name) for row in replay.fit.values() for name in row["parameters"]}
    shown = [parameter for parameter in known if parameter.id in named]
    if not shown:
        return ()
    rows = []
    for parameter in shown:
        prior = parameter.prior
        numbers = ", ".join(f"{value:.4g}" for value in (prior.a, prior.b))
        rows.append(
            (
                text(Code(parameter.id)),
                text(parameter.meaning),
                text(parameter.unit),
                text(f"{prior.kind} ({numbers})".replace("-", "−")),
                text(parameter.basis),
            )
        )
    columns = (
        Column("Parameter"),
        Column("meaning"),
        Column("unit"),
        Column("prior"),
        Column("where the prior is from"),
    )
    table = Table("parameters", "Parameters that the answers are sensitive to", columns, tuple(rows))
    return (Fold(f"The {len(shown)} parameters named above, with their priors", (table,)),)


def dissent(replay: Replay) -> Section:
    """Where the sources disagree: figure for numbers, table for everything."""
    findings = [finding for finding in replay.evidence.findings if finding.dissent]
    if not findings:
        return Section(
            "dissent",
            "Where the sources disagree",
            (Paragraph(text("The case holds no fact on which its sources disagree."), "lead"),),
        )
    blocks: list[Block] = [
        Paragraph(
            text(
                "Several claims may speak of one fact. One is chosen on declared grounds, tried in a fixed "
                "order; the others are kept, with the reason. The record’s interval is that of all live "
                "claims, not of the chosen one. Words such as “terrorists” or “peaceful protesters” are "
                "claims of those who used them."
            ),
            "lead",
        )
    ]
    frame = pl.DataFrame(
        [_claim(finding, claim, role) for finding in findings for claim, role in _roles(finding)],
        schema=_CLAIMS,
    )
    if (drawn := figures.dissent(frame)) is not None:
        blocks.append(picture(replay, drawn))
    blocks.append(_findings(replay, findings))
    grounds = tuple(text(Strong(name), f": {rule}") for name, rule in GROUNDS.items())
    blocks.append(Fold("The grounds, in the order in which they are tried", (Bullets(grounds),)))
    return Section("dissent", "Where the sources disagree", tuple(blocks))


_CLAIMS = {
    "fact": pl.String,
    "question": pl.String,
    "unit": pl.String,
    "low": pl.Float64,
    "high": pl.Float64,
    "role": pl.String,
    "holder": pl.String,
    "source": pl.String,
    "status": pl.String,
}


def _roles(finding: Finding) -> list[tuple[Claim, str]]:
    """Claims that speak of the thing asked, each with its role; claims of another scope stay in the table."""
    kept = [
        (entry.claim, "withdrawn" if entry.claim.withdrawn else "kept")
        for entry in finding.dissent
        if not entry.claim.scope
    ]
    chosen = [(claim, "chosen") for claim in finding.chosen]
    return chosen + kept


def _claim(finding: Finding, claim: Claim, role: str) -> dict[str, Any]:
    return {
        "fact": finding.fact.id,
        "question": finding.fact.question,
        "unit": finding.fact.unit,
        "low": claim.low,
        "high": claim.high,
        "role": role,
        "holder": claim.holder,
        "source": claim.source.id,
        "status": "withdrawn" if claim.withdrawn else "live",
    }


def _findings(replay: Replay, findings: list[Finding]) -> Fold:
    rows = []
    for finding in findings:
        value = finding.value
        chosen: list[Inline] = [Strong("undecided" if value is None else str(value))]
        holders = ", ".join(dict.fromkeys(claim.holder for claim in finding.chosen))
        if holders:
            chosen.append(f" ({holders})")
        kept: list[Inline] = []
        for index, entry in enumerate(finding.dissent):
            kept += [Break()] if index else []
            kept += [f"{finding.fact.said(entry.claim)}: {entry.claim.holder}, "]
            kept += [cite(replay.evidence, entry.claim.source.id), f" ({_reason(entry)})"]
        interval = str(finding.interval) if finding.interval is not None else NOT_APPLICABLE
        rows.append(
            (text(finding.fact.question), text(*chosen), text(finding.why), text(interval), text(*kept))
        )
    table = Table(
        "claims",
        "Facts on which claims differ",
        (
            Column("Question"),
            Column("chosen (who says so)"),
            Column("ground"),
            Column("interval of all live claims"),
            Column("kept as dissent"),
        ),
        tuple(rows),
    )
    return Fold(f"All {len(findings)} facts on which claims differ", (table,))


def _reason(entry: Dissent) -> str:
    if entry.claim.withdrawn:
        return "withdrawn"
    if entry.claim.scope:
        return f"about: {entry.claim.scope}"
    return "no ground decides" if entry.ground == "undecided" else f"ground: {entry.ground}"


def levers(replay: Replay) -> Section:
    """Every lever with unit, range, default and value."""
    rows = []
    for row in replay.levers_table:
        moved = row["value"] != row["default"]
        value = _value(row["value"])
        rows.append(
            (
                text(Code(row["id"])),
                text(row["meaning"]),
                text(_range(row)),
                text(row["unit"] if row["unit"] != "1" else "no unit"),
                text(_value(row["default"])),
                text(Strong(value)) if moved else text(value),
            )
        )
    moved = [row["id"] for row in replay.levers_table if row["value"] != row["default"]]
    lead = text(
        f"Moved off the record in these runs: {', '.join(moved)}."
        if moved
        else "All levers stand at the record: these runs replay what was done.",
        " Severity of state force is not a lever; it stays at the record.",
    )
    table = Table(
        "levers-table",
        "Levers",
        (
            Column("Lever"),
            Column("meaning"),
            Column("range"),
            Column("unit"),
            Column("default", numeric=True),
            Column("value", numeric=True),
        ),
        tuple(rows),
    )
    return Section("levers", "Levers", (Paragraph(lead, "lead"), table))


def _range(row: dict[str, Any]) -> str:
    words = ", ".join(str(word) for word in row.get("words") or ())
    if row["low"] is None or row["high"] is None:
        return words or "any"
    numbers = f"{exact(float(row['low']))} to {exact(float(row['high']))}".replace("-", "−")
    return f"{words}, or {numbers}" if words else numbers


def _value(value: float | str) -> str:
    return value if isinstance(value, str) else f"{value:,.6g}".replace("-", "−")


def left_out(replay: Replay) -> tuple[Section, Section]:
    """What is not modelled, by name, and what is assumed."""
    items = tuple(text(name) for name in replay.not_modelled)
    without = Section(
        "not-modelled",
        "Not modelled",
        (
            Paragraph(
                text("The model is silent on these; a result must not be read as if they stood still."),
                "lead",
            ),
            Bullets(items),
            Paragraph(
                text("Not modelled: ", "; ".join(replay.not_modelled), "."), "screen only", screen=True
            ),
        ),
    )
    assumed = Section(
        "assumptions",
        "Assumptions",
        (Bullets(tuple(text(words) for words in replay.assumptions)),),
    )
    return without, assumed


def reproduce(replay: Replay) -> Section:
    """Sources, versions, seed, the exact command, licence."""
    versions = tuple((text(Code(name)), text(version)) for name, version in replay.versions.items())
    listed: list[tuple[Text, ...]] = []
    for source in sorted(replay.evidence.sources.values(), key=lambda source: source.id):
        title: Inline = source.title
        if source.url.startswith(("http://", "https://")):
            title = Link(source.title, source.url)
        tier = TIERS[source.tier]
        listed.append(
            (
                text(Code(source.id)),
                text(title),
                text(source.publisher or "not stated"),
                text(f"{tier.step}, {source.tier}"),
                text(source.published or "not stated"),
            )
        )
    table = Table(
        "sources",
        "Sources of the case",
        (Column("Id"), Column("title"), Column("publisher"), Column("kind"), Column("published")),
        tuple(listed),
        text(
            "The step of a kind is 1 for what is nearest to the thing itself. Nothing was fetched to make "
            "this page."
        ),
    )
    return Section(
        "reproduce",
        "Sources, versions, command",
        (
            Paragraph(text("The same command with the same versions gives the same bytes:"), "lead"),
            Paragraph(text(Code(replay.command)), "command"),
            Paragraph(
                text(
                    f"Seed {replay.seed}, {replay.runs:,} runs of {replay.case.hours:,} hours; "
                    f"{replay.summary['hours_simulated']:,} hours simulated. Beside this file stand "
                    "chronicle.csv (one run near the middle, in the record’s language), ensemble.parquet "
                    "(one row a run), series.nc (quantiles by hour and by city and day) and summary.json."
                )
            ),
            Table("versions", "Versions", (Column("What"), Column("version")), versions),
            Fold(f"All {len(listed)} sources", (table,)),
            Paragraph(
                text(
                    "Licence: Apache-2.0 for program and report; the sources keep their own. City "
                    "coordinates: GeoNames, CC BY 4.0."
                )
            ),
        ),
    )
