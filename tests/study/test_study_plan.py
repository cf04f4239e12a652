from __future__ import annotations

import re
from pathlib import Path

import pytest

from foedus.crisis import OUTCOMES
from foedus.errors import FileError, InputError
from foedus.study._plan import HistogramFile, PlanFile, SettingFile, default_bins, read_plan
from tests.study.small import PLAN, RUNS, TASKS, make_plan

HEAD = "schema: study/1\nid: a\ntitle: A\ncases: [small]\n"


def test_a_plan_is_cut_into_tasks_in_order(plan: Path) -> None:
    read = read_plan(plan)
    assert (read.runs, read.tasks) == (RUNS, TASKS)
    specs = [read.spec(i) for i in range(read.tasks)]
    assert [spec.number for spec in specs] == list(range(TASKS))
    seen: dict[tuple[str, int], list[int]] = {}
    for spec in specs:
        seen.setdefault((spec.setting, spec.seed), []).extend(range(spec.first, spec.last))
    assert list(seen) == [("record", 1), ("record", 2), ("alone", 1), ("alone", 2)]
    assert all(replicas == list(range(160)) for replicas in seen.values())
    assert all(spec.case == str(plan.parent / "small") for spec in specs)
    assert read.cell_of(TASKS - 1).setting == "alone"


def test_what_is_left_out_has_a_default(home: Path) -> None:
    read = read_plan(make_plan(home, HEAD, "short.yaml"))
    assert [(cell.setting, cell.variant, cell.seed, cell.runs) for cell in read.cells] == [
        ("record", "base", 1, 40)
    ]
    assert set(OUTCOMES) < set(read.keep)
    assert {"street_4jan", "personnel_rus"} < set(read.keep)
    assert [name for name, _ in read.histograms] == ["street", "violent", "deaths", "detained", "personnel"]
    edges = default_bins()
    assert list(edges) == sorted(set(edges))
    assert (edges[0], edges[-1]) == (1.0, 1_000_000.0)


def test_a_grid_is_the_product_of_its_levers(home: Path) -> None:
    text = HEAD + (
        "settings:\n"
        "  - id: veto\n"
        "    levers: {objector: ARM}\n"
        "    grid: {rule: [consensus, majority], force_shift: [0, -6.5]}\n"
    )
    read = read_plan(make_plan(home, text, "grid.yaml"))
    assert [cell.setting for cell in read.cells] == [
        "veto/rule=consensus,force_shift=0", "veto/rule=consensus,force_shift=-6.5",
        "veto/rule=majority,force_shift=0", "veto/rule=majority,force_shift=-6.5",
    ]  # fmt: skip
    assert dict(read.cells[3].levers) == {"objector": "ARM", "rule": "majority", "force_shift": -6.5}


def test_a_sample_from_the_prior(home: Path) -> None:
    read = read_plan(make_plan(home, HEAD + "sample: {prior: 12, seed: 3}\nreplicas: 2\n", "prior.yaml"))
    assert read.prior == (12, 3)
    assert read.runs == 24


@pytest.mark.parametrize(
    ("old", "new", "place", "words"),
    [
        ("replicas: 4", "replica: 4", "10:1", "unknown key 'replica'; did you mean 'replicas'?"),
        ("schema: study/1", "schema: study/2", "1:9", "did you mean 'study/1'?"),
        ("cases: [small]", "cases: [kazakstan-2022]", "4:9", "did you mean 'kazakhstan-2022'?"),
        ("cases: [small]", "cases: [armenia-2022]", "", "it cannot be replayed"),
        ("cases: [small]", "cases: [small, small]", "4:16", "'small' stands twice"),
        ("{request: never}", "{reqest: never}", "8:14", "unknown lever 'reqest'; did you mean 'request'?"),
        ("{request: never}", "{request: nevr}", "8:23", "did you mean 'never'?"),
        ("{request: never}", "{force_shift: 500}", "8:27", "out of range"),
        ("{request: never}", "{severity: 1}", "8:14", "; one value: foedus study scenario"),
        (
            "levers: {request: never}",
            "grid: {severity: [0, 1]}",
            "8:12",
            "severity of state force is a scenario",
        ),
        ("{request: never}", "{force: true}", "8:21", "force: expected a number or a word, not true"),
        ("{request: never}", "{force: [1]}", "8:21", "force: expected a number or a word, not [1]"),
        ("{request: never}", "{objector: ARM, absent: ARM}", "7:5", "ARM cannot object and stay away"),
        ("levers: {request: never}", "grid: {force: [9, no]}", "8:23", "'force': 'no' is not a number"),
        ("levers: {request: never}", "grid: {force: 9}", "8:19", "force: expected a list, not 9"),
        ("  - id: record", "  - record", "6:5", "settings, item 1: expected keys with values, not 'record'"),
        ("  - id: alone", "  - id: record", "7:5", "'record' stands twice"),
        ("particles: 40", "particles: 41", "9:12", "more than the 40 rows of the sample of small"),
        ("particles: 40", "particles: -3", "9:12", "greater than or equal to 1, not -3"),
        ("particles: 40", "sample: {prior: true}", "9:17", "prior: expected a whole number, not true"),
        ("particles: 40", "sample: {prior: 12, sed: 3}", "9:21", "unknown key 'sed'; did you mean 'seed'?"),
        ("particles: 40", "sample: ship", "9:9", "unknown word 'ship'; did you mean 'shipped'?"),
        ("replicas: 4", "replicas: true", "10:11", "replicas: expected a whole number, not true"),
        ("replicas: 4", "replicas: '4'", "10:11", "replicas: expected a whole number, not '4'"),
        ("replicas: 4", "replicas: 1e999", "10:11", "replicas: expected a whole number, not inf"),
        ("replicas: 4", "replicas: 500000000", "10:11", "80,000,000,000 runs are too many"),
        ("seeds: [1, 2]", "seeds: [1, 1]", "11:12", "1 stands twice"),
        (
            "seeds: [1, 2]",
            "seeds: [1, -1]",
            "11:12",
            "seeds, item 2: expected a number greater than or equal",
        ),
        ("seeds: [1, 2]", "seeds: []", "11:8", "seeds: expected a list of at least 1, not []"),
        ("chunk: 32", "chunk: 0", "12:8", "greater than or equal to 1"),
        ("keep: [deaths,", "keep: [death,", "13:8", "unknown outcome 'death'; did you mean 'deaths'?"),
        ("quantity: street", "quantity: streets", "15:15", "did you mean 'street'?"),
        ("bins: [1, 10, 100]", "bins: [1, 10, 10]", "17:19", "the edge 10 does not come after 10"),
        ("bins: [1, 10, 100]", "bins: [-1, 10]", "17:12", "greater than or equal to 0"),
        ("bins: [1, 10, 100]", "bins: [1e999]", "17:12", "bins, item 1: expected a finite number"),
        (
            "id: small",
            "id: a b",
            "2:5",
            "expected a letter or digit, then letters, digits and . _ -; not 'a b'",
        ),
        ("seeds: [1, 2]", "variants: [bas]", "11:12", "unknown variant 'bas'; did you mean 'base'?"),
        ("replicas: 4", "replicas: 10000000", "", "50,000,000 chunks are too many"),
        (PLAN, "- a list\n", "1:1", "expected keys with values, not a list"),
    ],
)
def test_a_mistake_is_told_in_one_line_with_its_place(
    home: Path, old: str, new: str, place: str, words: str
) -> None:
    assert old in PLAN
    path = make_plan(home, PLAN.replace(old, new), "wrong.yaml")
    with pytest.raises(InputError) as caught:
        read_plan(path)
    told = str(caught.value)
    assert words in told
    assert "\n" not in told
    if place:
        assert told.startswith(f"{path}:{place}: "), told


def test_a_grid_that_cannot_be_counted_out_is_refused_at_once(home: Path) -> None:
    values = ", ".join(str(n) for n in range(1, 1002))
    text = f"settings:\n  - id: a\n    grid: {{force: [{values}], shutdown_from: [{values}]}}\n"
    with pytest.raises(FileError, match=r"7:5: 1,002,001 settings are too many; at most 1,000,000"):
        read_plan(make_plan(home, HEAD + text, "huge.yaml"))


def test_a_lever_stands_once(home: Path) -> None:
    text = HEAD + "settings:\n  - id: a\n    levers: {rule: majority}\n    grid: {rule: [consensus]}\n"
    with pytest.raises(FileError, match="stands in levers and in grid"):
        read_plan(make_plan(home, text, "twice.yaml"))


def test_comments_and_order_are_no_change(home: Path) -> None:
    first = read_plan(make_plan(home, HEAD + "seeds: [1]\n", "one.yaml"))
    second = read_plan(make_plan(home, "# a remark\nseeds: [1]\nreplicas: 1\n" + HEAD, "two.yaml"))
    assert first.digest == second.digest


@pytest.mark.parametrize("page", ["how-to/run-a-study.md"])
def test_the_plans_of_the_documents_can_be_run(tmp_path: Path, page: str) -> None:
    text = (Path(__file__).parents[2] / "docs" / page).read_text(encoding="utf-8")
    plans = re.findall(r"^```yaml\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    runs = []
    for i, plan in enumerate(plans):
        path = tmp_path / f"{i}.yaml"
        path.write_text(plan, encoding="utf-8")
        runs.append(read_plan(path).runs)
    assert runs == [6 * 2 * 2000, 1_000_000]


def test_the_format_tells_every_key(plan: Path) -> None:
    page = Path(__file__).parents[2] / "docs" / "reference" / "study-format.md"
    text = page.read_text(encoding="utf-8")
    for model in (PlanFile, SettingFile, HistogramFile):
        keys = [info.alias or name for name, info in model.model_fields.items()]
        assert [key for key in keys if f"| `{key}` |" not in text] == []
