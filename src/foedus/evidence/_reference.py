"""References: how to cite a source, a claim, a fact, a case, a treaty or a report."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Any

from foedus.evidence._source import Source

__all__ = ["Reference", "reference"]

#: Type of CSL 1.0.2 for each kind of source.
_CSL: dict[str, str] = {
    "treaty-series": "treaty",
    "official-text": "document",
    "court-or-inquiry": "report",
    "official-statement": "document",
    "rights-organisation": "report",
    "wire": "article-newspaper",
    "press": "article-newspaper",
    "aggregator": "webpage",
    "encyclopaedia": "entry-encyclopedia",
    "archive-copy": "webpage",
}

_TEX = {
    "\\": r"\textbackslash{}",
    "{": r"\{",
    "}": r"\}",
    "$": r"\$",
    "&": r"\&",
    "%": r"\%",
    "#": r"\#",
    "_": r"\_",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
}


@dataclass(frozen=True, slots=True)
class Reference:
    """Something that can be cited.

    Attributes
    ----------
    id
        Key of the citation.
    type
        Type in the Citation Style Language, such as ``treaty``, ``article-newspaper`` or ``dataset``.
    title
        Title.
    author
        Person or body that made it; a body is never split into given and family name.
    publisher
        Who published it.
    issued
        Day, month or year in ISO form, or empty.
    accessed
        Day, month or year on which it was read, or empty.
    url
        Address, or empty.
    number
        Number in a series, or empty.
    container
        What it is part of, or empty.
    version
        Version, or empty.
    locator
        Place inside it, or empty.
    language
        ISO 639-1, or empty.
    note
        What a reader should know of it.
    """

    id: str
    type: str
    title: str
    author: str = ""
    publisher: str = ""
    issued: str = ""
    accessed: str = ""
    url: str = ""
    number: str = ""
    container: str = ""
    version: str = ""
    locator: str = ""
    language: str = ""
    note: str = ""

    def csl(self) -> dict[str, Any]:
        """Return the item of CSL-JSON."""
        note = "; ".join(part for part in (self.locator, self.note) if part)
        plain = {
            "publisher": self.publisher,
            "URL": self.url,
            "number": self.number,
            "container-title": self.container,
            "version": self.version,
            "language": self.language,
            "note": note,
        }
        item: dict[str, Any] = {"id": self.id, "type": self.type, "title": self.title}
        if self.author:
            item["author"] = [{"literal": self.author}]
        for name, day in (("issued", self.issued), ("accessed", self.accessed)):
            if day:
                item[name] = {"date-parts": [[int(part) for part in day.split("-")]]}
        return item | {name: value for name, value in plain.items() if value}

    def _home(self, kind: str) -> str:
        """Who printed it, in the field that the kind of entry has for that; once is enough."""
        if kind == "article":
            return self.container or self.publisher
        if kind == "techreport":
            return self.publisher or self.author
        return "" if self.publisher == self.author else self.publisher

    def bibtex(self) -> str:
        """Return the entry of BibTeX, in characters that every processor of this century reads."""
        kind = {"report": "techreport", "article-newspaper": "article"}.get(self.type, "misc")
        if kind == "article" and not (self.container or self.publisher):
            kind = "misc"
        if kind == "techreport" and not (self.publisher or self.author):
            kind = "misc"
        year, month, day = ([*self.issued.split("-"), "", "", ""])[:3]
        told = [self.locator, self.note]
        if self.accessed:
            told.append(f"read {self.accessed}")
        home = {"article": "journal", "techreport": "institution"}.get(kind, "publisher")
        fields = {
            "title": f"{{{_tex(self.title)}}}",
            "author": f"{{{_tex(self.author)}}}" if self.author else "",
            home: _tex(self._home(kind)),
            "booktitle": _tex(self.container) if kind == "misc" else "",
            "number": _tex(self.number),
            "version": _tex(self.version),
            "year": year,
            "month": month.lstrip("0"),
            "day": day.lstrip("0"),
            "url": self.url.replace("{", "%7B").replace("}", "%7D"),
            "language": self.language,
            "note": _tex("; ".join(part for part in told if part)),
        }
        lines = [f"  {name} = {{{value}}}," for name, value in fields.items() if value]
        return "\n".join([f"@{kind}{{{_key(self.id)},", *lines, "}", ""])


def reference(source: Source, licence: str = "") -> Reference:
    """Make the reference of a source.

    Parameters
    ----------
    source
        The source; its publisher stands as the author, because pages seldom name a person.
    licence
        Terms, for the note.
    """
    notes = [source.note, f"copy of {source.copy_of}" if source.copy_of else ""]
    notes += [f"carries {source.retells}" if source.retells else "", f"licence: {licence}" if licence else ""]
    return Reference(
        id=source.id,
        type=_CSL[source.tier],
        title=source.title,
        author=source.publisher,
        publisher=source.publisher,
        issued=source.published,
        accessed=source.retrieved,
        url=source.url,
        number=source.number,
        language=source.language,
        locator=source.file or source.place,
        note="; ".join(note for note in notes if note),
    )


def _tex(text: str) -> str:
    return "".join(_TEX.get(letter, letter) for letter in " ".join(text.split()))


def _key(text: str) -> str:
    bare = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return re.sub(r"[^A-Za-z0-9.:-]+", "-", bare).strip("-") or "untitled"
