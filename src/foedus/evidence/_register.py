"""The register of sources: one place where each source of the library is described.

``library/sources/register.yaml`` describes the sources of treaties and situations, with one more file for
each treaty that has many (``sources/treaties/<id>.yaml``), ``sources.yaml`` of a case those of its claims and
its record, ``publishers.yaml`` who stands behind a host, ``denylist.yaml`` on which hosts nothing may rest
alone. The register joins them by id and by address.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from pathlib import Path

from foedus.errors import FileError, UnknownName
from foedus.evidence._border import DenylistFile, PublishersFile, SourcesFile
from foedus.evidence._source import Denial, Publisher, Source, address, host
from foedus.files import Document, listing, load_yaml, read, validate

__all__ = ["Register", "library_sources", "register", "sources_of"]


@dataclass(frozen=True, slots=True)
class Register:
    """All sources of the library, with who publishes them and what is known against their hosts.

    Attributes
    ----------
    sources
        Sources by id, sorted.
    homes
        For each id the file that describes it, from the library's folder: ``sources/register.yaml``.
    publishers
        Publishers by id.
    denials
        Entries of the denylist by id.
    places
        Id by address, file or place, each bare as `source` compares them.
    """

    sources: dict[str, Source]
    homes: dict[str, str]
    publishers: dict[str, Publisher]
    denials: dict[str, Denial]
    places: dict[str, str] = field(default_factory=dict)

    def source(self, name: str) -> Source:
        """Return a source by id, by address, or by the place that is named in its stead.

        Raises
        ------
        UnknownName
            If no source of the library is so called or stands there.
        """
        if name in self.sources:
            return self.sources[name]
        if (found := self.places.get(address(name))) is not None:
            return self.sources[found]
        raise UnknownName("source", name, self.sources)

    def publisher(self, source: Source | str) -> Publisher | None:
        """Return who publishes a source, by its host; ``None`` where nobody is registered for it."""
        name = host(source if isinstance(source, str) else source.url)
        found = [p for p in self.publishers.values() if _under(name, p.hosts)]
        return max(found, key=lambda p: max(len(h) for h in p.hosts if _under(name, (h,))), default=None)

    def denied(self, source: Source | str) -> Denial | None:
        """Return why nothing may rest on a source alone; ``None`` if it may.

        A copy whose original the register names (`Source.copy_of`, `Source.retells`, `Source.number`) may
        stand for it, because the original can be cited; what a network launders or a scraper takes may not.
        """
        name = host(source if isinstance(source, str) else source.url)
        found = next((d for d in self.denials.values() if _under(name, d.hosts)), None)
        if found is None or found.kind != "copy":
            return found
        if isinstance(source, str):
            known = self.places.get(address(source))
            if known is None:
                return found
            source = self.sources[known]
        return None if source.copy_of or source.retells or source.number else found

    def all_denied(self, sources: Iterable[Source | str]) -> bool:
        """Tell whether there are sources and every one of them is on the denylist."""
        told = [self.denied(source) for source in sources]
        return bool(told) and None not in told

    def licence(self, source: Source) -> str:
        """Terms of a source: its own, or those of its publisher; empty where none are recorded."""
        publisher = self.publisher(source)
        return source.licence or (publisher.licence if publisher else "")


def _under(name: str, hosts: Iterable[str]) -> bool:
    return bool(name) and any(name == h or name.endswith(f".{h}") for h in hosts)


@cache
def register() -> Register:
    """Read the register of the packaged library; raises `FileError` if a file of it cannot be used."""
    folder = _library()
    sources = dict(library_sources())
    homes = {name: str(path.relative_to(folder.parent)) for path in _shelves() for name in _read(path)}
    for case, place in listing("case").items():
        path = place / "sources.yaml"
        if not path.is_file():
            continue
        for name, source in _read(path).items():
            sources.setdefault(name, source)
            homes.setdefault(name, f"cases/{case}/sources.yaml")
    publishers = {
        name: Publisher(id=name, **{**entry.model_dump(), "hosts": tuple(entry.hosts)})
        for name, entry in read(folder / "publishers.yaml", PublishersFile).publishers.items()
    }
    denials = {
        name: Denial(id=name, **{**entry.model_dump(), "hosts": tuple(entry.hosts)})
        for name, entry in read(folder / "denylist.yaml", DenylistFile).denied.items()
    }
    places = {
        address(place): name
        for name, source in sorted(sources.items(), reverse=True)
        for place in (source.url, source.file, source.place)
        if place
    }
    return Register(dict(sorted(sources.items())), homes, publishers, denials, places)


@cache
def library_sources() -> dict[str, Source]:
    """Sources of the library that belong to no case; any case may cite them by id."""
    found: dict[str, Source] = {}
    for path in _shelves():
        found |= _read(path)
    return found


def _shelves() -> list[Path]:
    """The files of the register that belong to no case, the common one first."""
    return [_library() / "register.yaml", *sorted((_library() / "treaties").glob("*.yaml"))]


def _library() -> Path:
    return Path(str(files("foedus"))) / "library" / "sources"


@cache
def _read(path: Path) -> dict[str, Source]:
    document = load_yaml(path)
    mistakes: list[FileError] = []
    sources = sources_of(validate(document, SourcesFile), document, mistakes)
    if mistakes:
        first, *rest = mistakes
        raise FileError(first.what + (f" (and {len(rest)} more)" if rest else ""), first.where)
    return sources


def sources_of(file: SourcesFile, document: Document, mistakes: list[FileError]) -> dict[str, Source]:
    """Turn the file's entries into sources; what cannot be used is added to `mistakes`."""
    entries = file.sources
    sources = {}
    for name, entry in entries.items():
        root, seen = name, [name]
        while copied := entries[root].copy_of:
            where = document.span(("sources", root, "copy_of"))
            if copied not in entries:
                if root == name:
                    mistakes.append(FileError(str(UnknownName("source", copied, entries)), where))
                break
            if copied in seen:
                if root == name:
                    mistakes.append(FileError(f"copies itself: {' → '.join([*seen, copied])}", where))
                break
            root = copied
            seen.append(root)
        if not (entry.url or entry.file or entry.place or entry.number):
            told = f"source {name!r} has neither url nor file, place or number; expected where it can be read"
            mistakes.append(FileError(told, entry.span))
        given = entry.model_dump()
        given["retrieved"] = entry.retrieved or file.retrieved
        origin = entries[root].retells or root
        sources[name] = Source(id=name, root=origin, lineage=tuple(seen[1:]), **given)
    return sources
