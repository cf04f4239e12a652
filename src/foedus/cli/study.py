"""``foedus study``: make what a replay rests on, and run more than a replay."""

from __future__ import annotations

import click

from foedus.cli.study_calibrate import calibrate, diagnose
from foedus.cli.study_hindcast import hindcast
from foedus.cli.study_resume import resume
from foedus.cli.study_rivals import rivals
from foedus.cli.study_run import run
from foedus.cli.study_scenario import scenario
from foedus.cli.study_sensitivity import sensitivity
from foedus.cli.study_show import show

__all__ = ["study"]


@click.group()
def study() -> None:
    """Run, resume and show studies; calibrate a case."""


study.add_command(run)
study.add_command(resume)
study.add_command(show)

for _command in (calibrate, diagnose, hindcast, rivals, sensitivity, scenario):
    study.add_command(_command)
