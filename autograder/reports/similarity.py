"""Pairs of submissions whose answers are nearly the same: for a person to look at, never a verdict.

The method is that of MOSS (S. Schleimer, D. Wilkerson, A. Aiken, "Winnowing: Local Algorithms for
Document Fingerprinting", SIGMOD 2003): an answer becomes a row of tokens, every K tokens in a row a
hash, and of every WINDOW hashes the smallest is kept as a fingerprint, so that any K + WINDOW - 1
tokens in common are found wherever they stand. Names that the student chose become one token, and
comments, docstrings, layout and the text of strings are dropped: renaming changes nothing.

What is not evidence is taken out before counting: what the released stub gives, and what more than
a fifth of the class wrote.

The library ``copydetect`` does the same for folders of files. It is not used: it wants matplotlib,
Jinja2 and tqdm, compares every pair on its own, and normalises every name, numpy's too, which makes
honest short answers look alike.
"""

from __future__ import annotations

import ast
import io
import keyword
import tokenize
import zlib
from collections import defaultdict
from dataclasses import dataclass

import numpy as np
from nbformat import NotebookNode

K = 12  # tokens in one hash
WINDOW = 4  # hashes of which one is kept

#: A fingerprint that more students share than this, or than COMMON_SHARE of the class, says
#: nothing.
COMMON_AT_LEAST, COMMON_SHARE = 3, 0.2

#: A pair is shown from this many shared fingerprints on, if they are this share of the smaller
#: answer's.
LEAST_SHARED, LEAST_SIMILARITY = 20, 0.6

#: An answer that more students share whole than a fingerprint may be is shown as a group, from this
#: many tokens on.
GROUP_TOKENS = 80

#: So many pairs come with their answers side by side; nobody reads more.
EXCERPTS = 30

#: Characters of an answer that are compared; the labs' longest reference answer has a twentieth of
#: that.
LONGEST = 100_000


@dataclass(frozen=True)
class Row:
    """An answer as it is compared: its tokens, and the line of the answer that each stands on (the
    first is 0)."""

    texts: list[str]
    lines: list[int]


@dataclass(frozen=True)
class Exercise:
    """What two students share in one exercise.

    ``excerpts`` holds the lines of either answer, each with whether it is shared; it is empty from
    pair EXCERPTS on.
    """

    name: str
    similarity: float
    shared: int
    excerpts: list[list[tuple[str, bool]]]


@dataclass(frozen=True)
class Pair:
    """Two students to look at. ``similarity`` is the shared part of the smaller one's distinctive
    fingerprints."""

    first: str
    second: str
    similarity: float
    shared: int
    exercises: list[Exercise]


@dataclass(frozen=True)
class Group:
    """More students than a pair's evidence may be shared by, whose answers to these exercises are
    the same token for token."""

    students: list[str]
    exercises: list[str]


@dataclass(frozen=True)
class Findings:
    """``pairs`` with the most in common first; ``compared`` counts the students who wrote
    anything."""

    pairs: list[Pair]
    groups: list[Group]
    compared: int


Answers = dict[str, str]  # an exercise's name to the source of its answer cell


def answers_in(nb: NotebookNode) -> Answers:
    """The student's answer cells of a notebook, by exercise."""
    found = {}
    for cell in nb.cells:
        nbgrader = cell.metadata.get("nbgrader", {})
        if cell.cell_type == "code" and nbgrader.get("solution") and not nbgrader.get("grade"):
            found[nbgrader["grade_id"]] = cell.source[:LONGEST]
    return found


def compare(answers: dict[str, Answers], stubs: Answers) -> Findings:
    """The pairs among ``answers`` (by student) that share more than chance and the task explain."""
    students = sorted(answers)
    exercises = list(dict.fromkeys(name for mine in answers.values() for name in mine))
    too_many = max(COMMON_AT_LEAST, COMMON_SHARE * len(students))
    wrote: set[str] = set()
    same: dict[tuple[str, ...], list[str]] = defaultdict(list)
    found: dict[str, _Compared] = {}
    for name in exercises:
        stub = stubs.get(name, "")
        rows = [tokens(answers[student].get(name, ""), stub) for student in students]
        given = set(_hashes(tokens(stub)).tolist())
        prints = [set(fingerprints(row)) - given for row in rows]
        wrote.update(student for student, own in zip(students, prints) if own)
        for group in _same(students, rows, prints):
            if len(group) > too_many:
                same[group].append(name)
        found[name] = _compared(rows, prints, too_many)
    evidence = sum(
        (np.where(one.alike, one.shared, 0) for one in found.values()),
        np.zeros((len(students),) * 2),
    )
    places = np.argwhere(np.triu(evidence, 1) >= LEAST_SHARED).tolist()
    places.sort(key=lambda place: (-evidence[tuple(place)], place))
    pairs = []
    for i, j in places:
        alike = {name: one for name, one in found.items() if one.alike[i, j]}
        smaller = sum(one.smaller[i, j] for one in alike.values())
        sides = [(answers[students[k]], k) for k in (i, j)] if len(pairs) < EXCERPTS else []
        shown = [_exercise(name, one, i, j, sides) for name, one in alike.items()]
        pairs.append(
            Pair(
                students[i],
                students[j],
                float(evidence[i, j] / smaller),
                int(evidence[i, j]),
                shown,
            )
        )
    return Findings(pairs, [Group(list(group), names) for group, names in same.items()], len(wrote))


@dataclass(frozen=True)
class _Compared:
    """One exercise of the whole class. The arrays are of students by students."""

    rows: list[Row]
    prints: list[set[int]]  # the distinctive ones only
    shared: np.ndarray
    smaller: np.ndarray  # how many the one with fewer has
    alike: np.ndarray


def _compared(rows: list[Row], prints: list[set[int]], too_many: float) -> _Compared:
    """Count over an index from fingerprint to students: of a fingerprint that one student has alone
    no pair need be looked at."""
    index: dict[int, list[int]] = defaultdict(list)
    for student, own in enumerate(prints):
        for value in own:
            index[value].append(student)
    common = {value for value, having in index.items() if len(having) > too_many}
    columns = [having for value, having in index.items() if 1 < len(having) <= too_many]
    has = np.zeros((len(prints), len(columns)), np.float32)
    for column, having in enumerate(columns):
        has[having, column] = 1
    shared = (has @ has.T).astype(np.int64)
    own = [mine - common for mine in prints]
    sizes = np.array([len(mine) for mine in own])
    smaller = np.minimum.outer(sizes, sizes)
    return _Compared(
        rows, own, shared, smaller, (shared > 0) & (shared >= LEAST_SIMILARITY * smaller)
    )


def _same(students: list[str], rows: list[Row], prints: list[set[int]]) -> list[tuple[str, ...]]:
    """The students with the same long row of tokens, a tuple for each row that more than one
    has."""
    having: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for student, row, own in zip(students, rows, prints):
        if len(row.texts) >= GROUP_TOKENS and own:
            having[tuple(row.texts)].append(student)
    return [tuple(group) for group in having.values() if len(group) > 1]


def _exercise(
    name: str, one: _Compared, i: int, j: int, sides: list[tuple[Answers, int]]
) -> Exercise:
    """What two students share in an exercise; of the ``sides`` the lines that hold shared
    fingerprints are marked."""
    excerpts = []
    for answers, k in sides:
        row, both = one.rows[k], one.prints[i] & one.prints[j]
        places = [place for place, value in enumerate(_hashes(row).tolist()) if value in both]
        marked = {line for place in places for line in row.lines[place : place + K]}
        excerpts.append(
            [(line, number in marked) for number, line in enumerate(answers[name].splitlines())]
        )
    return Exercise(
        name, float(one.shared[i, j] / one.smaller[i, j]), int(one.shared[i, j]), excerpts
    )


def fingerprints(row: Row) -> list[int]:
    """The hashes that winnowing keeps of a row of tokens."""
    hashes = _hashes(row)
    if len(hashes) < WINDOW:
        return hashes.tolist()[:1]
    windows = np.lib.stride_tricks.sliding_window_view(hashes, WINDOW)
    return np.unique(windows.min(axis=1)).tolist()


def _hashes(row: Row) -> np.ndarray:
    """One hash for every K tokens in a row, the same on every machine and in every run."""
    if len(row.texts) < K:
        return np.empty(0, np.uint64)
    codes = np.array([zlib.crc32(text.encode(errors="replace")) for text in row.texts], np.uint64)
    found = np.zeros(len(codes) - K + 1, np.uint64)
    for offset in range(K):
        found = found * np.uint64(1_000_003) + codes[offset : offset + len(found)]
    return found


_SKIPPED = {
    tokenize.COMMENT,
    tokenize.NL,
    tokenize.NEWLINE,
    tokenize.INDENT,
    tokenize.DEDENT,
    tokenize.ENDMARKER,
}


def tokens(source: str, stub: str = "") -> Row:
    """An answer as it is compared, without the lines of the stub. Code that does not parse is read
    as far as it can be."""
    raw = _raw(source)
    own = _own_names(source, raw)
    given = {line.strip() for line in stub.splitlines()}
    skipped = {number for number, line in enumerate(source.splitlines()) if line.strip() in given}
    row = Row([], [])
    for place, (kind, text, line) in enumerate(raw):
        if (
            kind in _SKIPPED
            or line in skipped
            or (kind == tokenize.STRING and _stands_alone(raw, place))
        ):
            continue
        if kind == tokenize.STRING:
            text = "string"
        elif kind == tokenize.NAME and text in own:
            text = "name"
        row.texts.append(text)
        row.lines.append(line)
    return row


def _raw(source: str) -> list[tuple[int, str, int]]:
    """Python's own tokens with their lines from 0; an f-string, which Python splits from 3.12 on,
    is one."""
    found: list[tuple[int, str, int]] = []
    depth = 0
    try:
        for token in tokenize.generate_tokens(io.StringIO(source).readline):
            name, line = tokenize.tok_name[token.type], token.start[0] - 1
            if name.endswith("STRING_START"):
                depth += 1
                if depth == 1:
                    found.append((tokenize.STRING, token.string, line))
            elif name.endswith("STRING_END"):
                depth -= 1
            elif not depth:
                found.append((token.type, token.string, line))
    except (tokenize.TokenError, SyntaxError, ValueError):  # ValueError: characters that are none
        pass
    return found


def _stands_alone(raw: list[tuple[int, str, int]], place: int) -> bool:
    """Whether a string is a statement of its own: a docstring, or code put out of use."""
    before, after = place - 1, place + 1
    while before >= 0 and raw[before][0] in (tokenize.NL, tokenize.COMMENT):
        before -= 1
    while after < len(raw) and raw[after][0] == tokenize.COMMENT:
        after += 1
    starts = before < 0 or raw[before][0] in (tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT)
    return starts and (after == len(raw) or raw[after][0] in (tokenize.NEWLINE, tokenize.ENDMARKER))


def _own_names(source: str, raw: list[tuple[int, str, int]]) -> set[str]:
    """The names that the student chose: functions, arguments, variables, attributes. Numpy's and
    the course's are not."""
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        texts = [text for kind, text, _ in raw if kind not in _SKIPPED]
        after = zip(texts, texts[1:])
        return {
            a
            for a, b in after
            if b in ("=", ":=", ",", "in") and a.isidentifier() and not keyword.iskeyword(a)
        }
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            found.add(node.name)
        elif isinstance(node, ast.arg):
            found.add(node.arg)
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            found.add(node.id)
        elif isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store):
            found.add(node.attr)
        elif isinstance(node, (ast.ExceptHandler, ast.MatchAs, ast.MatchStar)) and node.name:
            found.add(node.name)
        elif isinstance(node, ast.alias) and node.asname:
            found.add(node.asname)
    return found
