"""From a Vega-Lite specification to a small inline SVG that follows the page's colours.

vl-convert draws without a network: every specification holds its data, and no address is allowed.
What it writes is then cleaned: stand-in colours become ``currentColor`` and custom properties,
identifiers get the figure's prefix, repeated paths are written once, numbers lose digits that no
screen shows, and empty or invisible elements go. The same specification gives the same bytes.
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections import Counter
from typing import Any

import vl_convert

from foedus.figures._style import HATCH, HUES

__all__ = ["drawing"]

_SVG = "http://www.w3.org/2000/svg"
_XLINK = "http://www.w3.org/1999/xlink"
_NUMBER = re.compile(r"-?\d*\.\d+(?:e-?\d+)?")
_NEEDLESS = ("class", "role", "pointer-events", "font-family", "version", "stroke-miterlimit")
_DEFAULTS = {
    "opacity": "1",
    "fill-opacity": "1",
    "stroke-width": "1",
    "font-weight": "normal",
    "font-style": "normal",
}
_INHERITED = (
    "fill",
    "fill-opacity",
    "font-size",
    "stroke",
    "stroke-dasharray",
    "stroke-linecap",
    "stroke-opacity",
    "stroke-width",
    "text-anchor",
)
_PAINTS = {
    "stroke-opacity": "stroke",
    "stroke-width": "stroke",
    "stroke-dasharray": "stroke",
    "fill-opacity": "fill",
}


def drawing(specification: dict[str, Any], prefix: str, title: str, alt: str) -> str:
    """Draw a specification as inline SVG with a name and a description.

    Parameters
    ----------
    specification
        Vega-Lite, as from `foedus.figures._style.configure`.
    prefix
        What every identifier in the drawing begins with; unique on its page.
    title, alt
        Name and text alternative, given to assistive technology.
    """
    given = {key: value for key, value in specification.items() if key != "usermeta"}
    raw = vl_convert.vegalite_to_svg(given, allowed_base_urls=[])
    ET.register_namespace("", _SVG)
    root = ET.fromstring(raw)  # noqa: S314 - as above
    _clean(root)
    _rename(root, prefix)
    _share(root, prefix)
    _hoist(root)
    width, height = float(root.get("width", "0")), float(root.get("height", "0"))
    root.attrib.clear()
    root.attrib.update(
        {
            "viewBox": f"0 0 {width:g} {height:g}",
            "role": "img",
            "aria-labelledby": f"{prefix}-title {prefix}-desc",
            "font-family": "system-ui,sans-serif",
            "fill": "none",
        }
    )
    name = ET.Element(f"{{{_SVG}}}title", {"id": f"{prefix}-title"})
    name.text = title
    description = ET.Element(f"{{{_SVG}}}desc", {"id": f"{prefix}-desc"})
    description.text = alt
    root.insert(0, name)
    root.insert(1, description)
    if any(element.get("fill") == HATCH for element in root.iter()):
        root.insert(2, _hatch(root, prefix))
    return ET.tostring(root, encoding="unicode", short_empty_elements=True)


def _clean(element: ET.Element) -> bool:
    """Tidy an element and what it holds; answer whether anything of it can be seen."""
    tag = element.tag.removeprefix(f"{{{_SVG}}}")
    for name in list(element.attrib):
        value = element.attrib[name]
        if name in _NEEDLESS or name.startswith("aria-") or _DEFAULTS.get(name) == value:
            del element.attrib[name]
        elif name in ("fill", "stroke"):
            element.attrib[name] = HUES.get(value, value)
        elif name in ("d", "transform", "x", "y", "x2", "y2", "x1", "y1", "r", "font-size"):
            element.attrib[name] = _NUMBER.sub(_short, value)
    if element.attrib.get("transform") in ("translate(0,0)", "translate(0, 0)"):
        del element.attrib["transform"]
    for detail, paint in _PAINTS.items():
        if detail in element.attrib and element.get(paint) in (None, "none", "transparent") and tag != "g":
            del element.attrib[detail]
    for child in list(element):
        if not _clean(child):
            element.remove(child)
    while len(element) == 1 and tag == "g" and element[0].tag == element.tag and not element.attrib:
        inner = element[0]
        element.attrib.update(inner.attrib)
        element[:] = list(inner)
    if tag == "g":
        return len(element) > 0
    if element.get("display") == "none" or element.get("d") == "":
        return False
    if tag in ("path", "rect", "line"):
        return element.get("fill", "none") not in ("none", "transparent") or element.get("stroke") not in (
            None,
            "none",
            "transparent",
        )
    return tag != "text" or bool((element.text or "").strip()) or len(element) > 0


def _short(match: re.Match[str]) -> str:
    number = f"{float(match.group()):.1f}".rstrip("0").rstrip(".")
    return "0" if number in ("-0", "") else number


def _rename(root: ET.Element, prefix: str) -> None:
    names: dict[str, str] = {}
    for element in root.iter():
        if given := element.get("id"):
            names[given] = f"{prefix}-{len(names)}"
            element.set("id", names[given])
    for element in root.iter():
        for name, value in element.attrib.items():
            if value.startswith("url(#") and value[5:-1] in names:
                element.attrib[name] = f"url(#{names[value[5:-1]]})"


def _share(root: ET.Element, prefix: str) -> None:
    """Write each path that occurs often once, and point to it from where it stood."""
    paths = [element for element in root.iter(f"{{{_SVG}}}path") if "id" not in element.attrib]
    often = [
        d
        for d, times in Counter(path.get("d", "") for path in paths).items()
        if times > 3 and len(d) * times > 200
    ]
    if not often:
        return
    places = {d: f"{prefix}-p{number}" for number, d in enumerate(often)}
    for path in paths:
        if (d := path.get("d", "")) in places:
            path.tag = f"{{{_SVG}}}use"
            del path.attrib["d"]
            path.set("href", f"#{places[d]}")
    defs = ET.Element(f"{{{_SVG}}}defs")
    for d, place in places.items():
        ET.SubElement(defs, f"{{{_SVG}}}path", {"id": place, "d": d})
    root.insert(0, defs)


def _hoist(element: ET.Element) -> None:
    """Write what all children of a group have in common once, on the group."""
    for child in element:
        _hoist(child)
    if (
        not element.tag.endswith("}g")
        or len(element) < 2
        or any(child.tag.endswith("}g") for child in element)
    ):
        return
    for name in _INHERITED:
        values = {child.get(name) for child in element}
        if len(values) == 1 and (value := values.pop()) is not None and name not in element.attrib:
            element.set(name, value)
            for child in element:
                del child.attrib[name]


def _hatch(root: ET.Element, prefix: str) -> ET.Element:
    for element in root.iter():
        if element.get("fill") == HATCH:
            element.set("fill", f"url(#{prefix}-hatch)")
    defs = ET.Element(f"{{{_SVG}}}defs")
    pattern = ET.SubElement(
        defs,
        f"{{{_SVG}}}pattern",
        {
            "id": f"{prefix}-hatch",
            "width": "5",
            "height": "5",
            "patternUnits": "userSpaceOnUse",
            "patternTransform": "rotate(45)",
        },
    )
    ET.SubElement(
        pattern,
        f"{{{_SVG}}}line",
        {"y2": "5", "stroke": "currentColor", "stroke-width": "2", "stroke-opacity": "0.55"},
    )
    return defs
