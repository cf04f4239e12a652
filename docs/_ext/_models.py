"""Parts of the pages that are made from the models: levers, markers, parameters."""

from __future__ import annotations

from _markdown import code, plain, table

from foedus import crisis, evidence, treaty
from foedus.units import Quantity

__all__ = ["legal_table", "levers", "markers", "parameters"]


def levers(name: str) -> str:
    case = crisis.load_case(name)
    accounts = tuple(account.id for account in treaty.load_situation(case.folder).accounts)
    rows = []
    for lever in crisis.levers(case, accounts):
        span = f"{lever.low:g} to {lever.high:g}" if lever.low is not None and lever.high is not None else ""
        takes = ", ".join(part for part in (span, *map(code, lever.words)) if part)
        default = f"{lever.default:.4g}" if isinstance(lever.default, float) else code(lever.default)
        rows.append((code(lever.id), plain(lever.meaning), takes, lever.unit, default))
    return table(("lever", "changes", "takes", "unit", "default: the record"), rows)


def markers(name: str) -> str:
    case = crisis.load_case(name)
    known = evidence.load(case.folder)
    rows = []
    for marker in case.file.markers:
        if marker.record is not None:
            record = plain(str(Quantity(marker.unit, marker.record.low, marker.record.high)))
        else:
            finding = known.finding(marker.id)
            record = plain(finding.fact.told(finding.interval))
        rows.append((code(marker.id), plain(marker.what), record, "yes" if marker.fitted else "no"))
    return table(("marker", "compares", "record", "fitted"), rows)


def parameters(name: str) -> str:
    rows = [
        (code(p.id), plain(p.meaning), p.unit, code(str(p.prior)), plain(p.basis))
        for p in crisis.parameters(crisis.load_case(name))
    ]
    return table(("parameter", "is", "unit", "prior", "prior rests on"), rows)


def legal_table(name: str) -> str:
    rows = [
        (code(status), f"{cell.number:g}", plain(cell.reason))
        for status, cell in crisis.LEGAL_TABLES[name].items()
    ]
    return table(("status", "number", "why"), rows)
