"""A small invented crisis in a folder of its own: four cities of the packaged case, sixteen days."""

from __future__ import annotations

import csv
import hashlib
import json
import os
import shutil
import sys
from pathlib import Path

import yaml

from foedus.crisis import load_case

CITIES = ("Almaty", "Aktau", "Zhanaozen", "Taldykorgan")
SAMPLE = 40

PLAN = """\
schema: study/1
id: small
title: A small study
cases: [small]
settings:
  - id: record
  - id: alone
    levers: {request: never}
particles: 40
replicas: 4
seeds: [1, 2]
chunk: 32
keep: [deaths, detained, peak_on_street, personnel, closure_hours, adopted]
histograms:
  - quantity: street
  - quantity: deaths
    bins: [1, 10, 100]
"""
#: Settings × seeds × particles × replicas of `PLAN`, and chunks of 32.
RUNS, TASKS = 2 * 2 * 40 * 4, 20

#: What `foedus` runs, with an interrupt heard even where a shell told its children to ignore it.
FOEDUS = [
    sys.executable, "-c",
    "import signal; signal.signal(signal.SIGINT, signal.default_int_handler); "
    "from foedus.cli import main; main()",
]  # fmt: skip


def make_case(folder: Path) -> Path:
    """Write the case; its first crowd spreads, so that there is something to compare."""
    whole = load_case("kazakhstan-2022")
    folder.mkdir(parents=True)
    shutil.copy(whole.folder / "situation.yaml", folder)
    shutil.copy(whole.folder / "calibration.json", folder)
    text = (whole.folder / "case.yaml").read_text(encoding="utf-8")
    document = yaml.load(text, yaml.BaseLoader)
    document |= {"id": "small", "title": "A small invented crisis", "days": "16"}
    document["cities"] = [city for city in document["cities"] if city["name"] in CITIES]
    document["seeds"] = [seed for seed in document["seeds"] if seed["city"] in CITIES]
    document["markers"] = [one for one in document["markers"] if one.get("city", CITIES[0]) in CITIES]
    (folder / "case.yaml").write_text(json.dumps(document), encoding="utf-8")
    with (whole.folder / "parameters.csv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.reader(lines))
    load_case.cache_clear()
    dropped = {name for name in whole.city_names if name not in CITIES}
    kept = [i for i, name in enumerate(rows[0]) if not any(city in name for city in dropped)]
    with (folder / "parameters.csv").open("w", encoding="utf-8", newline="") as out:
        csv.writer(out, lineterminator="\n").writerows([[row[i] for i in kept] for row in rows[: SAMPLE + 1]])
    return folder


def make_plan(folder: Path, text: str = PLAN, name: str = "plan.yaml") -> Path:
    """Write a plan into a folder that holds the case `small`."""
    if not (folder / "small").is_dir():
        make_case(folder / "small")
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def bits(folder: Path) -> dict[str, str]:
    """Hashes of what must not depend on who ran a study, and how it was cut."""
    names = ("rows.parquet", "histograms.parquet", "hourly.parquet")
    return {name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in names}


def environment(**more: str) -> dict[str, str]:
    """The environment of a process that a test starts, without colours."""
    return os.environ | {"NO_COLOR": "1"} | more
