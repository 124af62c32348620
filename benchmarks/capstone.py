"""The capstone's reference over TPC-H: bytes and blocks of the 22 queries at scale factor 0.01 on four slices in
one process, the same with planners that know less, all of it at 0.1 on four processes beside DuckDB, and workload
days of the references of all labs. Prints tables, writes capstone.json, and what the days' queries take.

The book quotes that file and nothing typed by hand. Bytes and blocks are the same on every machine, seconds are
not. Run by ``make bench`` and, for the processes alone, by ``make capstone``.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
from reference import solution

from warehouse import mine
from warehouse.capstone import earlier, standins, storage, workload, yours
from warehouse.capstone.day import measuring, scores
from warehouse.capstone.day import parts as day_parts
from warehouse.capstone.records import BROADCAST, STAY, Distributed, Movement, Operators
from warehouse.distribution.cluster import Uncopied
from warehouse.errors import CourseError

SLICES = 4
KEPT = 0.1  # the scale factor of the run on processes that the book quotes
HELD = (0.1, 1)  # scale factors of which the most memory is measured
SEEDS = (1, 2, 3, 4, 5)  # of the workload days
TIGHT = 400.0  # dollars of the first of them once more


def engines(names: dict) -> dict[str, Operators]:
    """The reference's operators, and some that know less."""
    whole = Operators(*(names[part] for part in Operators._fields))

    def forgets(step, inputs):
        keys, everywhere = whole.placed_after(step, inputs)
        return (keys if type(step).__name__ == "Scan" else frozenset()), everywhere

    def both(left, right, join, slices):
        if not join.left_keys:
            return Movement("DS_BCAST_INNER", 0, STAY, BROADCAST)
        return Movement("DS_DIST_BOTH", 0, list(join.left_keys), list(join.right_keys))

    def one_phase(cluster, data, step, exchange):
        lying = any(set(key) <= set(step.group_by) for key in data.keys)
        if not (data.everywhere or lying):
            data = exchange(cluster, Distributed(data.parts), list(step.group_by))
        return whole.aggregate(cluster, data, step, exchange)

    return {
        "the planner that you build": whole,
        "forgets where results lie": whole._replace(placed_after=forgets),
        "sends rows, not groups": whole._replace(aggregate=one_phase),
        "always exchanges both sides": whole._replace(plan_join=both, placed_after=forgets),
        "copies every inner table": whole._replace(
            plan_join=standins.plan_join, placed_after=standins.placed_after
        ),
    }


def built() -> storage.Parts:
    """The labs' references, as parts of stored tables."""
    labs = {lab: solution(lab) for lab in {seam.lab for seam in earlier.SEAMS}}
    found = {
        name: labs[seam.lab][name]
        for seam in earlier.SEAMS
        for names in seam.exercises.values()
        for name in names
    }
    return storage.Parts(**found)


def stored(execute: Callable, operators: Operators) -> dict[str, dict]:
    """What stored tables of lent parts and of the labs' references take, and where their blocks are found."""
    figures = {}
    for whose, parts in (("lent", storage.LENT), ("built", built())):
        whole = yours.run(execute, operators, parts, slices=SLICES)
        assert all(r.same for r in whole.runs), whose
        figures[whose] = whole.read._asdict()
        print(whose, yours.stored(whole.read), sep="\n")
    return figures


def policies() -> day_parts.Taken:
    """The labs' references, as policies of a day."""
    taken: dict = {}
    for seam in day_parts.SEAMS.values():
        names = solution(seam.lab)
        for exercise, wanted in seam.exercises.items():
            parts = {name: names[name] for name in wanted}
            taken.setdefault(seam.lab, {})[exercise] = mine.Taken(parts, "the lab's reference")
    return day_parts.of(taken)


def days(execute: Callable, operators: Operators) -> dict[str, object]:
    """Count what the 22 queries take, keep it for who has no engine, and play some days with the references."""
    counted = {}
    for whose, parts in (("built", built()), ("lent", storage.LENT)):
        counted[whose] = measuring.measure(execute, operators, parts)
        assert not isinstance(counted[whose], str), counted[whose]
    measuring.FILE.write_text(json.dumps(counted) + "\n", encoding="utf-8")
    templates, taken, figures = {t.number: t for t in counted["built"]}, policies(), {}
    for seed in SEEDS:
        one = scores.day(seed, scores.BUDGET, templates, taken)
        assert one.taken == taken, one.taken.shown()
        print(
            f"day of seed {seed}", scores.features(one.traffic), scores.table(one.scores), sep="\n"
        )
        if seed == SEEDS[0]:
            print(scores.worth(one))
            figures = {
                "features": scores.features(one.traffic).rows,
                "scores": scores.table(one.scores).rows,
                "worth": scores.worth(one).rows,
                "seeds": {},
            }
        figures["seeds"][str(seed)] = {
            who: [round(it.p95, 2), round(it.dollars, 2)] for who, it in one.scores.items()
        }
    tight = scores.day(SEEDS[0], TIGHT, templates, taken)
    print(f"the same with {TIGHT:g} dollars", scores.table(tight.scores), sep="\n")
    figures["tight"] = {"budget": TIGHT, "scores": scores.table(tight.scores).rows}
    return figures


@contextmanager
def family_held() -> Iterator[list[int]]:
    """The most bytes that this process and its children held together, looked at twice a second: the list's last."""
    most, over = [0], threading.Event()

    def look() -> None:
        while not over.wait(0.5):
            held = 0
            for one in (psutil.Process(), *psutil.Process().children(recursive=True)):
                try:
                    held += one.memory_info().rss
                except psutil.NoSuchProcess:
                    continue
            most.append(max(held, most[-1]))

    looker = threading.Thread(target=look, daemon=True)
    looker.start()
    try:
        yield most
    finally:
        over.set()
        looker.join()


def most_held(scale: float) -> int:
    """The most bytes that a process of its own held, which ran the 22 queries on slices in it."""
    command = [sys.executable, __file__, "--held", "--scale", str(scale)]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
    return int(done.stdout.splitlines()[-1])


def run_and_print_held(names: dict, scale: float) -> None:
    operators = engines(names)["the planner that you build"]
    runs = workload.run(Uncopied(SLICES), names["execute"], operators, scale)
    assert all(r.same for r in runs), scale
    unit = 1 if sys.platform == "darwin" else 1024  # of ru_maxrss, in bytes
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--processes", action="store_true", help="only the run on four processes")
    parser.add_argument(
        "--scale", type=float, default=KEPT, help="of that run; the book keeps 0.1's"
    )
    parser.add_argument("--days", action="store_true", help="only the workload days")
    parser.add_argument("--held", action="store_true", help="print the most bytes that are held")
    asked = parser.parse_args()
    names = solution("capstone")
    if asked.held:
        run_and_print_held(names, asked.scale)
        return
    written = Path(__file__).with_suffix(".json")
    if asked.days:
        keep(written, days=days(names["execute"], engines(names)["the planner that you build"]))
        return
    if not asked.processes:
        # first: a process begins with the most that the one which starts it holds
        figures: dict = {"held": {str(scale): most_held(scale) for scale in HELD}, "moved": {}}
        for scale, held in figures["held"].items():
            print(
                f"scale factor {scale}, {SLICES} slices in one process: {held / 1e9:.1f} GB at most"
            )
        for name, operators in engines(names).items():
            runs = workload.run(Uncopied(SLICES), names["execute"], operators, 0.01)
            assert all(r.same for r in runs), name
            figures["moved"][name] = sum(r.moved for r in runs)
            print(name, f"{figures['moved'][name]:,}")
            if "queries" not in figures:
                figures["queries"] = [list(r[:6]) for r in runs]
                print(workload.lines(runs))
        figures["slices"] = {}
        for slices in (1, 2, 4, 5):
            whole = engines(names)["the planner that you build"]
            runs = workload.run(Uncopied(slices), names["execute"], whole, 0.01)
            assert all(r.same for r in runs), slices
            figures["slices"][slices] = sum(r.moved for r in runs)
        figures["stored"] = stored(names["execute"], engines(names)["the planner that you build"])
        figures["days"] = days(names["execute"], engines(names)["the planner that you build"])
        keep(written, **figures)
    parts = engines(names)["the planner that you build"]
    try:
        with family_held() as held:
            runs = workload.on_processes(names["execute"], parts, asked.scale, SLICES)
    except CourseError as trouble:  # no memory, no data: a line says what helps
        sys.exit(str(trouble))
    print(f"all processes together: {held[-1] / 1e9:.1f} GB at most")
    if asked.scale == KEPT:
        rows = [list(r[:6]) + [round(r[6], 2), round(r[7], 3)] for r in runs]
        keep(written, processes=rows, processes_held=held[-1])
    else:
        larger = {
            "same": sum(r.same for r in runs),
            "moved": sum(r.moved for r in runs),
            "to_leader": sum(r.to_leader for r in runs),
            "seconds": round(sum(r.seconds for r in runs)),
            "held": held[-1],
        }
        kept = json.loads(written.read_text()).get("larger", {})
        keep(written, larger=kept | {f"{asked.scale:g}": larger})


def keep(written: Path, **figures: object) -> None:
    """Put figures into the file, in place of those of their names."""
    kept = json.loads(written.read_text()) if written.exists() else {}
    written.write_text(json.dumps(kept | figures, indent=1) + "\n")


if __name__ == "__main__":
    main()
