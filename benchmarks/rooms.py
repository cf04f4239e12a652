"""The rooms in this process: single draws, claims reconciled."""

from __future__ import annotations

from functools import partial

from benchmarks.clock import rate, seconds
from benchmarks.table import Row

_CASE = "kazakhstan-2022"


def draws(smoke: bool) -> list[Row]:
    """Binomial draws: keyed, by one uniform each, against NumPy's generator."""
    import numpy as np

    from benchmarks._draw import many
    from foedus.chance import stream

    size, repeats = (1_000, 1) if smoke else (1_000_000, 5)
    key = stream("benchmarks.draws")
    generator = np.random.default_rng(1)
    rows = []
    for n, p in ((200, 0.004), (1_000, 0.01), (50_000, 0.02)):
        out = np.empty(size, np.int64)
        ours = seconds(partial(many, 1, key, n, p, out), repeats)
        theirs = seconds(partial(generator.binomial, n, p, size), repeats)
        mean = f"{n:,} persons, mean {n * p:g}"
        rows.append(Row(f"binomial draw, {mean}", ours / size * 1e9, "ns", note="keyed: no state, no order"))
        rows.append(
            Row(
                "  NumPy Generator.binomial",
                theirs / size * 1e9,
                "ns",
                note="peer: sequential, n and p fixed",
            )
        )
    return rows


def evidence(smoke: bool) -> list[Row]:
    """Claims: reconciling the facts of the case in turn, and loading all of them from their files."""
    from foedus.evidence import load, reconcile
    from foedus.files import find

    folder = find("case", _CASE)
    facts = list(load(folder).facts.values())
    claims = sum(len(fact.claims) for fact in facts)
    done = rate(lambda i: reconcile(facts[i % len(facts)]), 0.01 if smoke else 1.0)
    loading = seconds(lambda: load(folder), 1 if smoke else 3)
    note = f"{len(facts)} facts, {claims} claims"
    return [
        Row("reconcile a fact", done, "facts/s", note=note),
        Row("load and check the evidence", loading * 1e3, "ms", note=note),
    ]
