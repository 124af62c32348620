"""A day as a picture: who waits, how many burst clusters there are, the RPUs for loads, and the money, over 24 hours."""

from __future__ import annotations

from collections.abc import Sequence

from warehouse.capstone.day import policies
from warehouse.capstone.day.records import HOUR, LENGTH, Played, Traffic
from warehouse.drawing import element, line, path, rect, svg, text

WIDE, LEFT, RIGHT, HIGH, GAP, TOP = 720, 104, 24, 54, 22, 12
HOURS = (0, 4, 8, 12, 16, 20, 24)


def _x(seconds: float) -> float:
    return LEFT + (WIDE - LEFT - RIGHT) * seconds / LENGTH


def _steps(values: Sequence[float], top: float, base: float) -> str:
    """A line of steps, a value a minute."""
    points, before = [], None
    for minute, value in enumerate(values):
        y = base - HIGH * value / top
        if y != before:
            points.append(f"H{_x(60 * minute):.1f} V{y:.1f}")
            before = y
    return f"M{_x(0):.1f},{base:.1f} {' '.join(points)} H{_x(LENGTH):.1f}"


def words(played: Played, budget: float) -> str:
    """What the picture shows, for who hears it."""
    dollars = policies.dollars(sum(played.paid))
    waited = max(moment.waiting for moment in played.minutes)
    bursts = max(moment.bursts for moment in played.minutes)
    rpus = max(moment.rpus for moment in played.minutes)
    return (
        f"At the turn of a minute at most {waited:,} queries wait, at most {bursts} burst clusters are there and "
        f"at most {rpus} RPUs serve loads; at midnight {dollars:,.2f} of {budget:,.0f} dollars are spent."
    )


def picture(who: str, played: Played, traffic: Traffic, budget: float) -> str:
    """Four panels over one clock. Grey stripes are the bursts, the dashed line is the budget."""
    spent = [policies.dollars(moment.spent) for moment in played.minutes]
    panels = (
        ("waiting", [float(moment.waiting) for moment in played.minutes]),
        ("burst clusters", [float(moment.bursts) for moment in played.minutes]),
        ("RPUs for loads", [float(moment.rpus) for moment in played.minutes]),
        ("dollars", spent),
    )
    high = TOP + len(panels) * (HIGH + GAP) + 14
    shapes = [
        rect(_x(start), TOP, max(1.5, _x(end) - _x(start)), high - TOP - GAP, **{"class": "burst"})
        for start, end in traffic.bursts
    ]
    for number, (name, values) in enumerate(panels):
        base = TOP + HIGH + number * (HIGH + GAP)
        top = max(1.0, *values, *([budget] if name == "dollars" else []))
        shapes.append(line(LEFT, base, WIDE - RIGHT, base, **{"class": "axis"}))
        shapes.append(text(LEFT - 8, base - HIGH / 2 + 4, name, text_anchor="end"))
        shapes.append(text(LEFT - 8, base, "0", text_anchor="end", **{"class": "small"}))
        shapes.append(
            text(LEFT - 8, base - HIGH + 8, f"{top:,.0f}", text_anchor="end", **{"class": "small"})
        )
        shapes.append(path(_steps(values, top, base), **{"class": "curve"}))
        if name == "dollars":
            y = base - HIGH * budget / top
            shapes.append(line(LEFT, y, WIDE - RIGHT, y, **{"class": "budget"}))
    for hour in HOURS:
        x = _x(hour * HOUR)
        shapes.append(line(x, TOP, x, high - GAP, **{"class": "hour"}))
        shapes.append(text(x, high - 8, f"{hour}:00", text_anchor="middle", **{"class": "small"}))
    drawn = element("g", "".join(shapes))
    return svg((WIDE, high), f"{who}: {words(played, budget)}", [drawn], **{"class": "day"})
