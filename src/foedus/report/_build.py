"""From a replay to its outline."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from foedus.figures import Calendar
from foedus.report._against import against
from foedus.report._course import markers, unrest
from foedus.report._decision import council, forces
from foedus.report._footing import dissent, footing, left_out, levers, reproduce
from foedus.report._harm import harm
from foedus.report._law import law
from foedus.report._lawfulness import lawfulness
from foedus.report._outline import Outline, text
from foedus.report._rivals import sample_words
from foedus.study import meaning

if TYPE_CHECKING:
    from foedus.chance import Parameter
    from foedus.study import Replay
    from foedus.treaty import SituationFile

__all__ = ["outline"]


def outline(
    replay: Replay, situation: SituationFile | None = None, known: Sequence[Parameter] | None = None
) -> Outline:
    """Say everything that is to be said of a replay, once; harm first.

    Parameters
    ----------
    replay
        The result.
    situation
        The accounts of the facts with their holders; by default those of the replay's case.
    known
        The model's parameters with their priors; by default those of the replay's case.

    Returns
    -------
    Outline
        What `terminal`, `html` and `markdown` render.
    """
    if situation is None:
        from foedus.treaty import load_situation

        situation = load_situation(replay.case.folder)
    if known is None:
        from foedus.crisis import parameters

        known = parameters(replay.case)
    case = replay.case
    calendar = Calendar(case.first_day, case.hours, case.offset)
    last = calendar.day(calendar.days)
    without, assumed = left_out(replay)
    moved = [f"{row['id']} = {row['value']}" for row in replay.levers_table if row["value"] != row["default"]]
    warning = (
        " These runs leave the record, so where they part from it that is what was asked, not an error."
        if moved
        else ""
    )
    about = text(
        f"{' '.join(case.file.about.split())} Runs of a model stand beside what the sources say, with the "
        "uncertainty of both. A model is not a prediction, and agreement with one case does not prove it: "
        "its parameters were "
        "chosen so that some of these numbers come near the record. Each table says which." + warning
    )
    return Outline(
        title=case.title,
        kicker=_kicker(replay, moved),
        about=about,
        marks=(
            ("runs", f"{replay.runs:,}"),
            ("seed", str(replay.seed)),
            ("days", f"{case.first_day.isoformat()} to {last.isoformat()}, {calendar.zone}"),
            ("Foedus", replay.versions.get("foedus", "not known")),
        ),
        sections=(
            harm(replay, calendar),
            *against(replay),
            lawfulness(replay, situation),
            law(replay, situation),
            council(replay),
            forces(replay, calendar),
            unrest(replay, calendar),
            markers(replay),
            footing(replay, known),
            dissent(replay),
            levers(replay),
            without,
            assumed,
            reproduce(replay),
        ),
        command=replay.command,
    )


def _kicker(replay: Replay, moved: list[str]) -> str:
    """What kind of document this is; a variant of the model is named with what it holds."""
    words = f"What if: {'; '.join(moved)}" if moved else "Replay: record and runs side by side"
    if replay.variant == "base":
        return words
    rows = sample_words(replay.origin)
    return f"{words}; under the variant {replay.variant}: {meaning(replay.variant)}; run with {rows}"
