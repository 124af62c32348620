"""The report as one HTML file: no address outside it, its script only sorts tables, and every
colour has words or a pattern."""

from __future__ import annotations

from html import escape
from itertools import groupby
from statistics import mean, median
from typing import TYPE_CHECKING

from autograder.reports import similarity
from autograder.reports.report_style import SCRIPT, STYLE

if TYPE_CHECKING:
    from autograder.reports.report import Check, Exercise, Report, Student

BINS = 10
# pairs without their answers beside the first ones; beyond that only their number is given
MOST_LISTED = 200

_SIGNS = {
    "passed": "✓",
    "wrong": "✗",
    "error": "!",
    "over a limit": "…",
    "grader's fault": "?",
    "not started": "○",
}


def page(report: Report) -> str:
    """The whole file."""
    title = f"{words(report.lab)}: report"
    sections = [
        ("scores", "Scores", _scores(report)),
        ("exercises", "Exercises", _exercises(report)),
        ("checks", "Checks", _checks(report)),
        ("not-graded", "Not graded", _not_graded(report)),
        ("remarks", "Remarks", _remarks(report)),
        ("alike", "Submissions that are alike", _alike(report)),
        ("everybody", "Everybody", _everybody(report)),
    ]
    links = "".join(
        f'<li><a href="#{anchor}">{heading}</a></li>' for anchor, heading, _ in sections
    )
    body = "".join(
        f'<section aria-labelledby="{anchor}"><h2 id="{anchor}">{heading}</h2>{content}</section>'
        for anchor, heading, content in sections
    )
    return f"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>{escape(title)}</title>
<style>{STYLE}</style>
</head>
<body>
<header>
<h1>{escape(title)}</h1>
<p class="quiet">Made {escape(report.made)} from the autograded notebooks and the gradebook. It names students: keep it to
yourself.</p>
{_headline(report)}
<nav aria-label="Sections"><ul>{links}</ul></nav>
</header>
<main>{body}</main>
<script>{SCRIPT}</script>
</body>
</html>
"""


def words(name: str) -> str:
    """A lab's or an exercise's name as it is read."""
    return name.replace("_", " ")


def points(value: float) -> str:
    return f"{round(value, 2):g}"


def percent(share: float) -> str:
    return f"{100 * share:.0f} %"


def _count(number: int, one: str, many: str = "") -> str:
    return f"{number} {one if number == 1 else many or one + 's'}"


def _headline(report: Report) -> str:
    finals = report.finals
    facts = [("handed in", str(len(finals) + len(report.not_graded))), ("graded", str(len(finals)))]
    facts.append(("not graded", str(len(report.not_graded))))
    if finals:
        facts += [("mean", points(mean(finals))), ("median", points(median(finals)))]
    facts.append(("possible", points(report.most)))
    facts.append(("pairs to look at", str(len(report.alike.pairs))))
    return (
        '<dl class="facts">'
        + "".join(f"<div><dt>{name}</dt><dd>{value}</dd></div>" for name, value in facts)
        + "</dl>"
    )


def _scores(report: Report) -> str:
    finals, most = report.finals, report.most
    if not finals or not most:
        return "<p>Nobody is graded yet.</p>"
    counts = [0] * BINS
    for score in finals:
        counts[min(int(BINS * score / most), BINS - 1)] += 1
    columns = []
    for number, count in enumerate(counts):
        low, high = most * number / BINS, most * (number + 1) / BINS
        below = f"to {points(high)}" if number == BINS - 1 else f"to below {points(high)}"
        columns.append(
            f'<li><span class="hidden">{points(low)} {below} points: {_count(count, "student")}</span>'
            f'<span class="column" aria-hidden="true"><b>{count or ""}</b>'
            f'<i style="--share:{count / max(counts):.3f}"></i></span>'
            f'<span class="tick" aria-hidden="true">{points(low)}</span></li>'
        )
    changed = sum(bool(by_hand(student)) for student in report.students)
    delayed = sum(bool(late(student)) for student in report.students)
    return (
        f"<p>Points of {points(most)}, with what was given by hand and what lateness costs. "
        f"By hand: {_count(changed, 'student')}; late: {_count(delayed, 'student')}.</p>"
        f'<ol class="histogram">{"".join(columns)}</ol><p class="quiet center">points, from the number below each column on</p>'
    )


def _exercises(report: Report) -> str:
    if not report.exercises:
        return "<p>Nobody is graded yet.</p>"
    met = {name for one in report.exercises for name, share in one.shares.items() if share}
    legend = "".join(
        f'<li><i class="{_class(name)}" aria-hidden="true">{sign}</i>{name}</li>'
        for name, sign in _SIGNS.items()
        if name in met
    )
    return (
        "<p>Where the points of each exercise went, over everybody who is graded: every check's points stand under the way the "
        f'check ended.</p><ul class="legend">{legend}</ul>'
        + "".join(_exercise(one, report) for one in report.exercises)
    )


def _class(ending: str) -> str:
    return ending.replace(" ", "-").replace("'", "")


def _exercise(one: Exercise, report: Report) -> str:
    shares = {name: share for name, share in one.shares.items() if share}
    bar = "".join(
        f'<i class="{_class(name)}" style="width:{100 * share:.2f}%">{_SIGNS[name] if share >= 0.05 else ""}</i>'
        for name, share in shares.items()
    )
    said = ", ".join(f"{name} {percent(share)}" for name, share in shares.items())
    graded = len(report.students)
    return (
        f'<div class="exercise"><h3>{escape(words(one.name))}</h3>'
        f'<p class="figures">mean {points(one.mean)} of {points(one.most)}; full points: {one.full} of {graded}; '
        f"not started: {one.untouched}</p>"
        f'<div class="bar" aria-hidden="true">{bar}</div><p class="said">{said}</p></div>'
    )


def _checks(report: Report) -> str:
    if not report.checks:
        return "<p>No check has run yet.</p>"
    rows = "".join(_check(check) for check in report.checks)
    head = _head(
        [
            ("exercise", ""),
            ("check", ""),
            ("points", "n"),
            ("caught", "n"),
            ("difficulty", "n"),
            ("discrimination", "n"),
            ("most frequent message", ""),
        ],
        "caught",
    )
    return (
        "<p>Those that catch the largest share stand first.</p><dl class='terms'>"
        "<div><dt>caught</dt><dd>how many of those who started failed the check</dd></div>"
        "<div><dt>difficulty</dt><dd>the share of its points that the class earned, not started counting as nothing: "
        "low is hard</dd></div>"
        "<div><dt>discrimination</dt><dd>how passing it goes with the rest of the score among those who started (corrected "
        "item-total point-biserial correlation). From about 0.2 on the check tells strong from weak; around 0 it does not; below "
        "0 strong students fail it, so read the check. A dash: too few students, or all ended alike</dd></div></dl>"
        f'<table role="table" class="sortable cards"><caption class="hidden">Checks</caption>{head}'
        f'<tbody role="rowgroup">{rows}</tbody></table>'
    )


def _head(columns: list[tuple[str, str]], sorted_by: str = "") -> str:
    order = {sorted_by: ' aria-sort="descending"'}
    cells = "".join(
        f'<th role="columnheader" scope="col" class="{kind}"{order.get(name, "")}>{escape(name)}</th>'
        for name, kind in columns
    )
    return f'<thead role="rowgroup"><tr role="row">{cells}</tr></thead>'


def _row_head(label: str, name: str) -> str:
    return f'<th role="rowheader" scope="row" data-label="{label}">{escape(name)}</th>'


def _cell(label: str, content: str, kind: str = "", value: float | None = None) -> str:
    order = f' data-value="{value:.6g}"' if value is not None else ""
    return f'<td role="cell" data-label="{escape(label)}" class="{kind}"{order}><div>{content}</div></td>'


def _check(check: Check) -> str:
    found = check.discrimination
    said = "–" if found is None else f"{found:.2f}".replace("-", "−")
    if found is not None and found < 0:
        said += ' <span class="flag">▼ look</span>'
    message = (
        f"{escape(check.message)} <span class='quiet'>({check.times} of {check.caught})</span>"
        if check.message
        else ""
    )
    caught = (
        f"<b>{percent(check.share)}</b> <span class='quiet'>{check.caught} of {check.started}</span>"
        if check.started
        else "–"
    )
    return (
        '<tr role="row">'
        + _cell("exercise", escape(words(check.exercise)))
        + _row_head("check", check.title)
        + _cell("points", points(check.points), "n", check.points)
        + _cell("caught", caught, "n", check.share)
        + _cell("difficulty", f"{check.difficulty:.2f}", "n", check.difficulty)
        + _cell("discrimination", said, "n", found)
        + _cell("most frequent message", message, "message")
        + "</tr>"
    )


def _not_graded(report: Report) -> str:
    if not report.not_graded:
        return "<p>Everybody who handed in has a grade.</p>"
    rows = "".join(
        f'<tr role="row">{_row_head("student", name)}{_cell("why", escape(why))}</tr>'
        for name, why in report.not_graded.items()
    )
    return (
        "<p>No grade is recorded, so nothing is lost: grade again once the reason is gone.</p>"
        f'<table role="table" class="cards">{_head([("student", ""), ("why", "")])}<tbody role="rowgroup">{rows}</tbody></table>'
    )


def _remarks(report: Report) -> str:
    having = [student for student in report.students if student.row.remarks]
    if not having:
        return "<p>There are none.</p>"
    items = []
    for student in having:
        remarks = list(dict.fromkeys(student.row.remarks))
        said = "".join(f"<li>{escape(_short(remark))}</li>" for remark in remarks)
        items.append(f"<div><dt>{escape(student.row.student)}</dt><dd><ul>{said}</ul></dd></div>")
    return f"<p>What the grader repaired, and what of a student's own did not run.</p><dl class='remarks'>{''.join(items)}</dl>"


def _short(text: str, longest: int = 300) -> str:
    return text if len(text) <= longest else text[: longest - 1] + "…"


def _alike(report: Report) -> str:
    found = report.alike
    common = max(similarity.COMMON_AT_LEAST, int(similarity.COMMON_SHARE * len(report.students)))
    text = (
        "<p><b>Pairs to look at, never a verdict.</b> Two answers can be alike because both follow the book, because two people "
        "worked together as they may, or because one was copied. Read both before you speak to anybody.</p>"
        "<p class='quiet'>Compared are the answer cells, without names, comments and layout, and without what the lab gives "
        f"and what more than {common} students wrote. A pair is listed from {similarity.LEAST_SHARED} common fingerprints on, "
        f"in exercises where they are at least {percent(similarity.LEAST_SIMILARITY)} of the smaller answer's.</p>"
    )
    for group in found.groups:
        text += (
            f'<div class="group"><h3>{len(group.students)} students with the same answer to '
            f"{escape(', '.join(map(words, group.exercises)))}</h3><p>{escape(', '.join(group.students))}</p>"
            "<p class='quiet'>Token for token, names aside. So many share it that it is not listed by pairs: is it the solution, "
            "or a text that went around?</p></div>"
        )
    if not found.pairs:
        return (
            text
            + f"<p>No pair among {_count(found.compared, 'submission')} with any work in them.</p>"
        )
    text += "".join(_pair(pair) for pair in found.pairs[: similarity.EXCERPTS])
    rest = found.pairs[similarity.EXCERPTS :]
    if rest:
        text += f"<h3>{len(rest)} more, with less in common</h3><ul>"
        text += "".join(f"<li>{_pair_words(pair)}</li>" for pair in rest[:MOST_LISTED]) + "</ul>"
        if len(rest) > MOST_LISTED:
            text += f"<p>And {len(rest) - MOST_LISTED} that are not listed.</p>"
    return text


def _pair_words(pair: similarity.Pair) -> str:
    where = ", ".join(escape(words(one.name)) for one in pair.exercises)
    return (
        f"<b>{escape(pair.first)}</b> and <b>{escape(pair.second)}</b>: {percent(pair.similarity)} alike in {where} "
        f'<span class="quiet">({pair.shared} common fingerprints)</span>'
    )


def _pair(pair: similarity.Pair) -> str:
    parts = []
    for one in pair.exercises:
        sides = "".join(
            f"<figure><figcaption>{escape(name)}</figcaption>"
            f'<pre tabindex="0" aria-label="{escape(name)}: {escape(words(one.name))}">{_code(lines)}</pre></figure>'
            for name, lines in zip((pair.first, pair.second), one.excerpts)
        )
        parts.append(
            f"<h4>{escape(words(one.name))}: {percent(one.similarity)} alike, {one.shared} common fingerprints</h4>"
            f'<div class="sides">{sides}</div>'
        )
    return (
        f"<details><summary>{_pair_words(pair)}</summary>"
        f"<p class='quiet'>Lines with a bar hold what both share.</p>{''.join(parts)}</details>"
    )


def _code(lines: list[tuple[str, bool]]) -> str:
    """Shared lines stand together in a mark."""
    text = ""
    for shared, run in groupby(lines, key=lambda line: line[1]):
        body = "\n".join(("┃ " if shared else "  ") + escape(line) for line, _ in run) + "\n"
        text += f"<mark>{body}</mark>" if shared else body
    return text


def _everybody(report: Report) -> str:
    if not report.students:
        return "<p>Nobody is graded yet.</p>"
    names = [one.name for one in report.exercises]
    adjusted = [
        title
        for title, change in (("by hand", by_hand), ("late", late))
        if any(change(student) for student in report.students)
    ]
    head = _head(
        [("student", ""), ("score", "n"), *((words(name), "n") for name in (*names, *adjusted))]
    )
    rows = "".join(_person(student, names, adjusted) for student in report.students)
    return (
        "<p>Points by exercise as the checks gave them; ○ is not started. The score has what was given by hand and what lateness "
        f'costs in it.</p><div class="wide" tabindex="0" role="region" aria-label="Everybody">'
        f'<table role="table" class="sortable">{head}<tbody role="rowgroup">{rows}</tbody></table></div>'
    )


def by_hand(student: Student) -> float:
    """What somebody gave or took by hand; sums of decimal points leave crumbs."""
    return round(student.by_hand, 6)


def late(student: Student) -> float:
    return -student.score.penalty


def _person(student: Student, names: list[str], adjusted: list[str]) -> str:
    row = student.row
    cells = []
    for name in names:
        if name not in row.points:
            cells.append(_cell(words(name), "", "n", -1))
        elif row.states[name] == "not started":
            cells.append(_cell(words(name), '<span title="not started">○</span>', "n", -0.5))
        else:
            cells.append(_cell(words(name), points(row.points[name]), "n", row.points[name]))
    final = student.score.final
    return (
        f'<tr role="row">{_row_head("student", row.student)}'
        + _cell("score", f"<b>{points(final)}</b>", "n", final)
        + "".join(cells)
        + "".join(
            _change(title, {"by hand": by_hand, "late": late}[title](student)) for title in adjusted
        )
        + "</tr>"
    )


def _change(title: str, value: float) -> str:
    return _cell(title, f"{value:+g}".replace("-", "−") if value else "", "n", value)
