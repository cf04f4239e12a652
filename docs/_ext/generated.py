"""A Sphinx extension: the parts of the pages that are made from the library, the code and the commands.

A fenced block with the word ``{generated}``, a kind and its arguments is replaced by Markdown before the page
is read, so that tables of norms, sources, levers and words, the help of the commands, worked examples of
evidence and the Python reference are never copied by hand::

    ```{generated} norms csto
    ```
"""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import click
from _markdown import code, link, plain, table
from sphinx.util import logging

import foedus
from foedus import crisis, evidence, tables, treaty
from foedus.errors import FoedusError
from foedus.files import find, listing
from foedus.units import Quantity

if TYPE_CHECKING:
    from sphinx.application import Sphinx

__all__ = ["KINDS", "commands_known", "expand", "rooms", "setup"]

_BLOCK = re.compile(r"^```\{generated\} +([a-z-]+)([^\n]*)\n```$", re.MULTILINE)


# ------------------------------------------------------------------------------------------- commands
def commands_known() -> list[tuple[str, click.Command]]:
    """Every command and subcommand with its full name, in the order of the help."""
    from foedus.cli import _foedus

    found: list[tuple[str, click.Command]] = []

    def walk(name: str, command: click.Command) -> None:
        found.append((name, command))
        if isinstance(command, click.Group):
            context = click.Context(command, info_name=name)
            for each in command.list_commands(context):
                below = command.get_command(context, each)
                assert below is not None
                walk(f"{name} {each}", below)

    walk("foedus", _foedus)
    return found


def _commands() -> str:
    pages = []
    for name, command in commands_known():
        settings = {"help_option_names": ["-h", "--help"], "terminal_width": 100, "max_content_width": 100}
        context = click.Context(command, info_name=name, **settings)  # type: ignore[arg-type]
        level = "#" * min(2 + name.count(" "), 4)
        pages.append(f"{level} {name}\n\n```text\n{command.get_help(context).rstrip()}\n```\n")
    return "\n".join(pages)


# ------------------------------------------------------------------------------------------------ law
def _norms(name: str) -> str:
    law = treaty.load(name)
    parts = []
    for instrument in law.instruments:
        told = [norm for norm in law.norms if norm.provision.instrument == instrument.id]
        force = (
            f"in force {instrument.in_force}" if instrument.in_force else "entry into force not established"
        )
        note = f"; {plain(instrument.note)}" if instrument.note else ""
        parts.append(f"### {plain(instrument.title)}\n")
        parts.append(
            f"{code(instrument.id)}: signed {instrument.signed}, {force}; grade {instrument.grade}{note}.\n"
        )
        rows = []
        for norm in told:
            organ = f", through {code(norm.decided_by.organ)}" if norm.decided_by else ""
            bearer = norm.bearer.replace("_", " ")
            says = f"*{norm.modality}* ({bearer}{organ}): {plain(norm.gist)}"
            valid = f"{norm.valid.from_ or '…'} – {norm.valid.to or '…'}"
            rows.append((f"{code(norm.id)} {code(law.citation(norm))}", says, valid, norm.grade))
        if rows:
            parts.append(table(("norm, citation", "says", "in force", "grade"), rows))
    return "\n".join(parts)


def _terms(name: str) -> str:
    law = treaty.load(name)
    parts = []
    for term in law.terms:
        settled = f" Can be settled by {code(term.settled_by)}." if term.settled_by else ""
        parts.append(f"### {code(term.id)}\n\n{plain(term.gist)}.{settled}\n")
        rows = [
            (
                code(reading.id),
                plain(reading.gist),
                plain(
                    "; ".join(
                        f"{h.who} {h.when}" + (f" to {h.until}" if h.until else "") for h in reading.held_by
                    )
                )
                or "nobody on record",
            )
            for reading in term.readings
        ]
        parts.append(table(("reading", "takes the term to mean", "held by, since"), rows))
    return "\n".join(parts)


def _organs(name: str) -> str:
    law = treaty.load(name)
    organs = [(code(o.id), plain(o.name), plain(o.composition), o.grade) for o in law.file.organs]
    ways = [
        (code(p.id), plain(p.gist), p.rule.replace("_", " "), p.basis, p.grade) for p in law.file.procedures
    ]
    return (
        table(("organ", "name", "who sits in it", "grade"), organs)
        + "\n"
        + table(("procedure", "decides", "rule", "rests on", "grade"), ways)
    )


def _accounts() -> str:
    parts = []
    for name in listing("case"):
        case = treaty.load_situation(name)
        parts.append(f"### {plain(case.title)}\n\n{code(name)}, law of {case.on}. {plain(case.gist)}\n")
        rows = [
            (code(one.id), plain(one.gist), plain("; ".join(f"{h.who} {h.when}" for h in one.held_by)))
            for one in case.accounts
        ]
        parts.append(table(("account", "tells", "held by, since"), rows))
    return "\n".join(parts)


def _why(name: str, case: str, account: str, norm: str) -> str:
    answer = treaty.ask(treaty.load(name), treaty.load_situation(case).situation(account))
    position = next(one for one in answer.positions() if one.norm == norm)
    lines = position.summary()
    return (
        f"{code(norm)} on the account {code(account)}: **{position.status.replace('_', ' ')}** "
        f"({code(position.citation)}).\n\n" + "".join(f"- {plain(line)}\n" for line in lines)
    )


# ------------------------------------------------------------------------------------------- evidence
def _finding(case: str, name: str) -> str:
    finding = evidence.load(find("case", case)).finding(name)
    fact = finding.fact
    rows = [("**chosen**", claim, "") for claim in finding.chosen]
    rows += [("kept", claim, f"*{ground}*: {plain(reason)}") for claim, ground, reason in finding.dissent]
    told = [
        (mark, plain(fact.said(claim)), plain(claim.holder), link(claim.source.id, claim.source.url), why)
        for mark, claim, why in rows
    ]
    answer = "none; it stays open" if finding.value is None else plain(fact.told(finding.value))
    lines = [f"**{plain(fact.question)}** ({code(f'{case}/{fact.id}')})", "", f"- Answer: {answer}"]
    if finding.interval is not None:
        lines.append(f"- Interval over all live claims of the thing: {plain(fact.told(finding.interval))}")
    lines += [
        f"- Ground: *{finding.ground}*. {plain(evidence.GROUNDS[finding.ground])}",
        f"- Why: {plain(finding.why)}",
    ]
    return "\n".join(lines) + "\n\n" + table(("", "says", "who", "where", "why not"), told)


def _contention(case: str, name: str) -> str:
    one = evidence.load(find("case", case)).contention(name)
    rows = [
        (
            evidence.STANCES[voice.stance] + (f" ({plain(voice.of)})" if voice.of else ""),
            plain(voice.holder),
            plain(voice.gist) or "as stated",
            link(voice.source.id, voice.source.url),
        )
        for voice in one.voices
    ]
    return f"**{plain(one.statement)}** ({code(f'{case}/{name}')}, {one.kind})\n\n" + table(
        ("stance", "who", "what exactly", "where"), rows
    )


def _contentions(case: str) -> str:
    known = evidence.load(find("case", case)).contentions
    rows = [(code(one.id), one.kind, plain(one.statement), str(len(one.voices))) for one in known.values()]
    return table(("contention", "kind", "statement", "voices"), rows)


def _facts(case: str) -> str:
    known = evidence.load(find("case", case))
    rows = [
        (code(f.fact.id), plain(f.fact.question), f.fact.unit, f.ground, str(len(f.chosen) + len(f.dissent)))
        for f in known.findings
    ]
    return table(("fact", "asks", "unit", "decided on", "claims"), rows)


def _sources(home: str) -> str:
    known = evidence.register()
    cases = [evidence.load(place) for place in listing("case").values() if (place / "claims.yaml").is_file()]
    leaning = evidence.leanings(known, cases)
    rows = []
    for name, source in known.sources.items():
        if known.homes[name] != home:
            continue
        lean = leaning[name]
        rows.append(
            (
                link(name, source.url),
                plain(source.title),
                plain(source.publisher),
                source.tier,
                plain(source.published),
                str(len(lean.claims)),
                str(lean.overruled),
                str(len(lean.events) + len(lean.voices) + len(lean.rests)),
            )
        )
    return table(
        ("source", "title", "publisher", "kind", "published", "claims", "overruled", "other uses"), rows
    )


def _denied() -> str:
    rows = [
        (code(one.id), ", ".join(map(code, one.hosts)), one.kind, plain(one.reason))
        for one in evidence.register().denials.values()
    ]
    return table(("entry", "hosts", "kind", "reason"), rows)


def _publishers() -> str:
    rows = [
        (plain(one.name), ", ".join(map(code, one.hosts)), plain(one.owner), one.affiliation, one.state)
        for one in evidence.register().publishers.values()
    ]
    return table(("publisher", "hosts", "owner", "affiliation", "state"), rows)


# --------------------------------------------------------------------------------------------- models
def _levers(name: str) -> str:
    case = crisis.load_case(name)
    accounts = tuple(account.id for account in treaty.load_situation(case.folder).accounts)
    rows = []
    for lever in crisis.levers(case, accounts):
        span = f"{lever.low:g} to {lever.high:g}" if lever.low is not None and lever.high is not None else ""
        takes = ", ".join(part for part in (span, *map(code, lever.words)) if part)
        default = f"{lever.default:.4g}" if isinstance(lever.default, float) else code(lever.default)
        rows.append((code(lever.id), plain(lever.meaning), takes, lever.unit, default))
    return table(("lever", "changes", "takes", "unit", "default: the record"), rows)


def _markers(name: str) -> str:
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


def _parameters(name: str) -> str:
    rows = [
        (code(p.id), plain(p.meaning), p.unit, code(str(p.prior)), plain(p.basis))
        for p in crisis.parameters(crisis.load_case(name))
    ]
    return table(("parameter", "is", "unit", "prior", "prior rests on"), rows)


def _legal_table(name: str) -> str:
    rows = [
        (code(status), f"{cell.number:g}", plain(cell.reason))
        for status, cell in crisis.LEGAL_TABLES[name].items()
    ]
    return table(("status", "number", "why"), rows)


# ---------------------------------------------------------------------------------------------- words
def _words(place: str) -> str:
    module, name = place.rsplit(".", 1)
    words = getattr(importlib.import_module(module), name)
    rows = []
    for word, meaning in words.items():
        told = getattr(meaning, "meaning", meaning)
        rows.append((code(word) if word else "(none)", str(getattr(meaning, "step", "")), plain(str(told))))
    if not any(row[1] for row in rows):
        return table(("word", "means"), [(word, told) for word, _, told in rows])
    return table(("word", "step", "means"), rows)


def _values(name: str, variable: str) -> str:
    column = next(one for one in tables.table(name).columns if one.name == variable)
    return table(
        ("word", "means"), [(code(word), plain(told)) for word, told in (column.values or {}).items()]
    )


def _tables() -> str:
    parts = []
    for one in tables.tables().values():
        parts.append(f"## {one.name}\n\n{plain(one.title)}. From: {plain(one.source)}.\n")
        rows = [
            (code(c.name), plain(c.label), c.kind, c.unit, ", ".join(map(code, c.values or ())))
            for c in one.columns
        ]
        parts.append(table(("variable", "label", "type", "unit", "values"), rows))
    return "\n".join(parts)


# --------------------------------------------------------------------------------------------- Python
def rooms() -> list[str]:
    """The rooms of the house whose public names have a page: all but the command line."""
    return sorted(
        module.name
        for module in pkgutil.iter_modules(foedus.__path__)
        if module.name not in ("__main__", "cli", "web")
    )


def _python(room: str) -> str:
    module = importlib.import_module(f"foedus.{room}")
    lines = [
        f".. automodule:: {module.__name__}",
        "   :no-members:",
        "",
        f".. py:currentmodule:: {module.__name__}",
        "",
    ]
    comments = _comments(module.__name__)
    for name in module.__all__:
        thing = getattr(module, name)
        if inspect.isclass(thing):
            lines += [f".. autoclass:: {name}", "   :members:", ""]
        elif inspect.isroutine(thing) or hasattr(thing, "py_func"):
            lines += [f".. autofunction:: {name}", ""]
        else:
            value = repr(thing)
            shown = f"   :value: {value}" if isinstance(thing, int | float | str) and len(value) < 60 else ""
            lines += [f".. py:data:: {name}", *([shown] if shown else []), ""]
            lines += [f"   {line}" for line in comments.get(name, ())] + [""]
    return "```{eval-rst}\n" + "\n".join(lines) + "\n```\n"


def _comments(package: str) -> dict[str, list[str]]:
    """The ``#:`` comments on the constants of a room, from whichever of its modules they stand in."""
    from sphinx.pycode import ModuleAnalyzer

    found: dict[str, list[str]] = {}
    module = importlib.import_module(package)
    inner = [f"{package}.{each.name}" for each in pkgutil.iter_modules(getattr(module, "__path__", []))]
    for name in (package, *inner):
        for (owner, attribute), comment in ModuleAnalyzer.for_module(name).find_attr_docs().items():
            if not owner:
                found.setdefault(attribute, comment)
    return found


#: What a generated block may ask for.
KINDS: dict[str, Callable[..., str]] = {
    "accounts": _accounts,
    "commands": _commands,
    "contention": _contention,
    "contentions": _contentions,
    "denied": _denied,
    "facts": _facts,
    "finding": _finding,
    "legal-table": _legal_table,
    "levers": _levers,
    "markers": _markers,
    "norms": _norms,
    "organs": _organs,
    "parameters": _parameters,
    "publishers": _publishers,
    "python": _python,
    "sources": _sources,
    "tables": _tables,
    "terms": _terms,
    "values": _values,
    "why": _why,
    "words": _words,
}


def expand(text: str) -> str:
    """Replace every generated block of a page; a kind or name that does not exist is an error."""
    return _BLOCK.sub(lambda block: KINDS[block[1]](*block[2].split()), text)


def _source_read(app: Sphinx, docname: str, source: list[str]) -> None:
    try:
        source[0] = expand(source[0])
    except FoedusError as error:
        logging.getLogger(__name__).warning("a generated part: %s", error, location=docname)


def _skip(app: Sphinx, what: str, name: str, thing: Any, skip: bool, options: Any) -> bool | None:
    """Leave out what Python and pydantic add by themselves."""
    if name.startswith("model_") or (inspect.getdoc(thing) or "").startswith("Alias for field number"):
        return True
    return None


def _signature(
    app: Sphinx, what: str, name: str, thing: Any, options: Any, told: str | None, gives: str | None
) -> tuple[str | None, str | None]:
    """Make the signature of a dataclass readable as Python: a default that is made has no sign of its own."""
    return (told.replace("<factory>", "...") if told else told), gives


def _docstring(app: Sphinx, what: str, name: str, thing: Any, options: Any, lines: list[str]) -> None:
    """Keep attributes that share a line together: they are parted at spaces otherwise."""
    section = ""
    for place, line in enumerate(lines):
        below = lines[place + 1] if place + 1 < len(lines) else ""
        if line.strip() and set(below.strip()) == {"-"}:
            section = line.strip()
        elif section == "Attributes" and re.fullmatch(r"\w+(, \w+)+( : .*)?", line):
            names, colon, kind = line.partition(" : ")
            lines[place] = names.replace(", ", ",\u200b") + colon + kind


def setup(app: Sphinx) -> dict[str, Any]:
    """Join the extension to Sphinx."""
    app.connect("source-read", _source_read)
    app.connect("autodoc-skip-member", _skip)
    app.connect("autodoc-process-signature", _signature)
    app.connect("autodoc-process-docstring", _docstring, priority=100)
    return {"version": foedus.__version__, "parallel_read_safe": True, "parallel_write_safe": True}
