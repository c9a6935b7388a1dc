"""Shows what was measured: a table, JSON, a picture of the growth."""

import math
import os
import platform
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from html import escape
from importlib.metadata import version
from typing import Any

from rich.table import Table

from bot.bench.figures import GrowthPoint, Measurement
from bot.bench.results import Results

VERSIONS = (
    "lina-bot",
    "slack-bolt",
    "slack-sdk",
    "aiohttp",
    "tinydb",
    "psycopg",
    "msgspec",
    "orjson",
)

_WIDTH, _HEIGHT, _MARGIN = 640, 360, 60
_COLOURS = ("#1264a3", "#2eb67d", "#e01e5a", "#ecb22e")


def as_json(results: Results, *, quick: bool) -> dict[str, Any]:
    """Returns what `--json` writes: all figures, with the machine and the versions."""
    return {
        "format": "lina-bench",
        "measured_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "quick": quick,
        "machine": machine(),
        "versions": {"python": platform.python_version(), **{name: version(name) for name in VERSIONS}},
        "figures": [
            {**asdict(figure), "ratio": figure.ratio, "reached": figure.reached} for figure in results.figures
        ],
        "growth": [asdict(point) for point in results.growth],
        "notes": results.notes,
    }


def machine() -> Mapping[str, str | int | float]:
    """Returns what the figures depend on, and no name of the machine."""
    load = os.getloadavg()[0] if hasattr(os, "getloadavg") else 0.0
    return {
        "system": platform.system(),
        "release": platform.release(),
        "architecture": platform.machine(),
        "processors": os.cpu_count() or 0,
        "load_average": round(load, 2),
    }


def table(figures: Sequence[Measurement]) -> Table:
    """Returns the table, with ratios and the goals beside them."""
    shown = Table("measured", "of", "value", "compared to", "ratio", "goal", "", box=None, pad_edge=False)
    for figure in figures:
        shown.add_row(*cells(figure), style="" if figure.reached is not False else "yellow")
    return shown


def cells(figure: Measurement) -> tuple[str, ...]:
    """Returns a figure's row."""
    base = "" if figure.base is None else f"{_number(figure.base)} {figure.unit} ({figure.against})"
    ratio = "" if figure.ratio is None else f"{figure.ratio:.2f}"
    unit = f" {figure.unit}" if figure.ratio is None else ""
    goal = "" if figure.goal is None else f"≤ {figure.goal:g}{unit}"
    mark = {True: "reached", False: "missed", None: ""}[figure.reached]
    return figure.what, figure.subject, f"{_number(figure.value)} {figure.unit}", base, ratio, goal, mark


def plot(points: Sequence[GrowthPoint]) -> str:
    """Returns an SVG: how the medians grow with the closed calls, whose axis is logarithmic."""
    lines = {
        f"{store}, {name}": [(p.closed_calls, getattr(p, field)) for p in points if p.store == store]
        for store in dict.fromkeys(point.store for point in points)
        for field, name in (("acknowledged", "acknowledgement"), ("posted", "command to card"))
    }
    highest = max((ms for line in lines.values() for _, ms in line), default=1.0) * 1.15
    counts = sorted({point.closed_calls for point in points}) or [1]
    low, high = math.log10(counts[0]), math.log10(max(counts[-1], counts[0] * 10))

    def place(count: int, ms: float) -> tuple[float, float]:
        x = _MARGIN + (math.log10(count) - low) / (high - low) * (_WIDTH - 2 * _MARGIN)
        return x, _HEIGHT - _MARGIN - ms / highest * (_HEIGHT - 2 * _MARGIN)

    parts = [_axes(highest), *(_tick(count, place(count, 0.0)[0]) for count in counts)]
    for at, (name, line) in enumerate(lines.items()):
        colour = _COLOURS[at % len(_COLOURS)]
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y in (place(*point) for point in line))
        parts.append(f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"/>')
        parts.append(f'<text x="{_MARGIN + 8}" y="{20 + 16 * at}" fill="{colour}">{escape(name)}</text>')
    body = "\n".join(parts)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" font-family="sans-serif" '
        f'font-size="12">\n<rect width="100%" height="100%" fill="#fff"/>\n{body}\n</svg>\n'
    )


def _axes(highest: float) -> str:
    bottom, right = _HEIGHT - _MARGIN, _WIDTH - _MARGIN
    return (
        f'<path d="M{_MARGIN},{_MARGIN} V{bottom} H{right}" fill="none" stroke="#616061"/>'
        f'<text x="{_MARGIN - 6}" y="{bottom}" text-anchor="end">0</text>'
        f'<text x="{_MARGIN - 6}" y="{_MARGIN + 4}" text-anchor="end">{highest:.0f} ms</text>'
        f'<text x="{right}" y="{bottom + 36}" text-anchor="end">closed calls</text>'
    )


def _tick(count: int, x: float) -> str:
    return f'<text x="{x:.1f}" y="{_HEIGHT - _MARGIN + 18}" text-anchor="middle">{count:,}</text>'


def _number(value: float) -> str:
    return f"{value:.2f}" if value < 10 else f"{value:,.1f}" if value < 1000 else f"{value:,.0f}"  # noqa: PLR2004  # digits
