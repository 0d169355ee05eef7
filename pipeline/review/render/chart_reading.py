"""What is seen in a native chart: names, categories and values as the chart itself holds them.

"series/category" → value in full; of points "name of the series/1/across" and "…/up", and the words of their labels
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pipeline.review.render.office import parsed

C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"


def chart_texts(part: bytes) -> dict[str, str]:
    """Return place → text of a chart part."""
    found: dict[str, str] = {}
    for place, text in _texts(parsed(part)):
        name, count = place, 2
        while name in found:
            name, count = f"{place} #{count}", count + 1
        found[name] = text
    return found


def _texts(chart: Any) -> Iterator[tuple[str, str]]:
    for at, title in enumerate(chart.iter(f"{C}title"), start=1):
        yield f"title {at}", "".join(node.text or "" for node in title.iter(f"{A}t"))
    for series in chart.iter(f"{C}ser"):
        name = "".join(node.text or "" for node in series.findall(f"{C}tx//{C}v"))
        yield name, name
        categories = _points(series.find(f"{C}cat"))
        for key, value in _points(series.find(f"{C}val")).items():
            yield f"{name}/{categories.get(key, str(key + 1))}", _number(value)
        for tag, side in (("xVal", "across"), ("yVal", "up")):
            for key, value in _points(series.find(f"{C}{tag}")).items():
                yield f"{name}/{key + 1}/{side}", _number(value)
        for label in series.iter(f"{C}dLbl"):
            words = "".join(node.text or "" for node in label.iter(f"{A}t"))
            index = label.find(f"{C}idx")
            if words and index is not None:
                yield f"{name}/{int(index.get('val')) + 1}/label", words


def _points(values: Any) -> dict[int, str]:
    """Return place → value of the points that a chart has cached."""
    if values is None:
        return {}
    return {int(point.get("idx")): point.findtext(f"{C}v") or "" for point in values.iter(f"{C}pt")}


def _number(text: str) -> str:
    """Return a number in ten digits, for programs write the last ones as they like."""
    try:
        return f"{float(text):.10g}"
    except ValueError:
        return text
