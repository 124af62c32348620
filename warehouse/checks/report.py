"""Check results as text and as HTML. The input is the plain data that a test cell puts out, so that
the same words serve the notebook, the command line and the feedback page.

HTML: no script, no outside address, colour never the only sign; it must read well in JupyterLab, in
nbgrader's feedback and on a phone.
"""

from __future__ import annotations

from html import escape

_SIGNS = {
    "passed": "✓",
    "not started": "○",
    "wrong": "✗",
    "error": "!",
    "over a limit": "⏱",
    "grader's fault": "?",
}
_COLOURS = {"passed": "#1b7f3b", "not started": "#5f6368"}
_BAD = "#b3261e"


def where(data: dict) -> str:
    """The chapter and the section to read, in words."""
    return f"chapter {data['lab'].replace('_', ' ')!r}, section {data['section']!r}"


def total(data: dict) -> tuple[float, float]:
    """Points earned and points there are."""
    return sum(c["earned"] for c in data["checks"]), sum(c["points"] for c in data["checks"])


def state(data: dict) -> str:
    """One word for an exercise: passed, not started, or the first ending that is neither."""
    endings = [check["outcome"] for check in data["checks"]]
    if all(ending == "not started" for ending in endings):
        return "not started"
    return next(
        (e for e in endings if e not in ("passed", "not started")),
        "passed" if "not started" not in endings else "half done",
    )


def details(check: dict) -> list[tuple[str, str]]:
    """The label-and-text pairs that explain a check that did not pass."""
    pairs = (("Given", check["given"]), ("Expected", check["expected"]), ("Got", check["got"]))
    return [(label, text) for label, text in pairs if text]


def _something_to_read(data: dict) -> bool:
    return any(check["outcome"] not in ("passed", "not started") for check in data["checks"])


def text(data: dict) -> str:
    """The results of one exercise for a terminal."""
    lines = []
    for check in data["checks"]:
        points = f" [{check['earned']:g}/{check['points']:g}]" if check["points"] else ""
        lines.append(f"  {_SIGNS[check['outcome']]} {check['title']}{points}")
        if check["outcome"] != "passed":
            lines.append(f"      {check['outcome']}: {check['message']}")
        if check["outcome"] not in ("passed", "not started"):
            lines += [f"      {label.lower() + ':':9} {value}" for label, value in details(check)]
    if _something_to_read(data):
        lines.append(f"      read:     {where(data)}")
    for hint in data.get("hints", []):
        lines.append(f"      hint:     {hint}")
    if data.get("closing"):
        lines.append(f"  {data['closing']}")
    return "\n".join(lines)


def html(data: dict) -> str:
    """The results of one exercise for a page."""
    rows = "".join(_row(check) for check in data["checks"])
    below = []
    if _something_to_read(data):
        below.append(f"<b>Read:</b> {escape(where(data))}")
    below += [f"<b>Hint:</b> {escape(hint)}" for hint in data.get("hints", [])]
    if data.get("closing"):
        below.append(escape(data["closing"]))
    paragraphs = "".join(f'<p style="margin:.4em 0">{words}</p>' for words in below)
    style = "max-width:60em;line-height:1.4;overflow-wrap:anywhere"
    return (
        f'<div class="warehouse-checks" style="{style}">'
        f'<ul style="list-style:none;padding-left:0;margin:.3em 0">{rows}</ul>{paragraphs}</div>'
    )


def _row(check: dict) -> str:
    outcome = check["outcome"]
    colour = _COLOURS.get(outcome, _BAD)
    points = f" ({check['earned']:g} of {check['points']:g})" if check["points"] else ""
    ending = f'<b style="color:{colour}">{_SIGNS[outcome]} {escape(outcome)}</b>'
    head = f"{ending} {escape(check['title'])}{points}"
    if outcome == "passed":
        return f"<li>{head}</li>"
    body = [f"<div>{escape(check['message'])}</div>"]
    if outcome != "not started":
        body += [
            f"<div><b>{label}:</b> <code>{escape(value)}</code></div>"
            for label, value in details(check)
        ]
    return f'<li>{head}<div style="margin:.1em 0 .5em 1.4em">{"".join(body)}</div></li>'
