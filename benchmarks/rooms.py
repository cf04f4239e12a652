"""The rooms in this process: draws, the compiled hour, claims reconciled."""

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


def kernel(smoke: bool) -> list[Row]:
    """One run of the case: a city-hour alone, and whole ensembles on one and two threads."""
    import numpy as np

    from foedus.chance import sample_priors
    from foedus.crisis import (
        compile_problem,
        empty_batch,
        law_table,
        levers,
        load_case,
        parameters,
        read_levers,
        simulate,
    )
    from foedus.errors import FileError
    from foedus.study import ensemble, read_sample
    from foedus.treaty import load, load_situation

    case = load_case(_CASE)
    situation = load_situation(case.folder)
    table = law_table(case, load(case.file.treaty), situation, "declared")
    problem = compile_problem(case, table, read_levers(case, levers(case, table.accounts), {}))
    try:
        thetas, source = read_sample(case).thetas, "the case's sample"
    except FileError:
        thetas, source = sample_priors(parameters(case), 200, 1), "the priors: the case has no sample"

    runs, repeats = (4, 1) if smoke else (256, 3)
    rows = np.arange(runs, dtype=np.int64) % len(thetas)
    batch = empty_batch(problem, 0, runs, runs)
    alone = seconds(lambda: simulate(problem, thetas, rows, 1, batch, 0, runs), repeats)
    city_hours = runs * case.hours * len(case.city_names)
    size = f"{len(case.city_names)} cities, {case.hours} hours, parameters from {source}"
    found = [Row("kernel, one city for one hour", alone / city_hours * 1e6, "µs", note=size)]
    many = 8 if smoke else 2048
    for threads in (1, 2):
        work = partial(ensemble, case, problem, thetas, 1, many, threads=threads)
        wall = seconds(work, repeats)
        found.append(Row(f"ensemble, threads: {threads}", many / wall, "runs/s", note=f"{many:,} runs"))
    return found


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
