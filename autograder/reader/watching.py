"""``course watch``: on each save of a notebook its changed exercises are run, and the first check that
fails is shown.

One loop of events: files that changed, keys, what a run tells from its thread. A save ends the run
that is still going on. Nothing is ever written into the reader's notebook, except what jupytext's
pairing brings from the script beside it.
"""

from __future__ import annotations

import asyncio
import signal
import sys
import time
import webbrowser
from collections.abc import Callable, Collection
from pathlib import Path

import jupytext.cli
import nbformat
import watchfiles
from nbformat import NotebookNode
from prompt_toolkit.input import create_input
from prompt_toolkit.keys import Keys

from autograder.execution.cells import is_example
from autograder.execution.runner import CheckEnded, GraderFaultError
from autograder.grading.preprocessors import checks_in
from autograder.paths import UsageError
from autograder.reader import kept, predictions, screen, tasks
from autograder.reader.attempts import Abandoned, Attempts, Unreadable, Work, saved
from autograder.reader.predictions import Prediction, Questions
from autograder.reader.screen import Screen, Standing
from autograder.reports.table import Row, of_notebook
from warehouse.checks.report import where

#: Milliseconds for which a folder must be quiet before a save counts as whole, and at most.
QUIET, LONGEST = 20, 200
Shown = Callable[["Watch", bool], None]


class Watch:
    """The watch over one lab of a reader's. ``shown`` is called whenever something was shown, with
    whether the run has ended; ``finished`` with the points of each run that has, and returns what else
    there is to say. ``asks``: which predictions are due before some exercises are graded."""

    def __init__(
        self,
        attempts: Attempts,
        on: Screen,
        shown: Shown = lambda watch, final: None,
        finished: Callable[[Row], str] = lambda row: "",
        asks: Callable[[Collection[str]], list[Prediction]] = lambda exercises: [],
    ):
        self.attempts, self.screen, self.shown, self.finished = attempts, on, shown, finished
        self.standings = {name: Standing(task) for name, task in tasks.of(attempts.lab).items()}
        self.current = next(iter(self.standings))
        self.work: Work | None = None
        self.words, self.hints_shown, self.page = "", 0, ""
        self.questions = Questions(attempts.lab, asks)
        self.waiting: list[str] = []  # exercises to run, in the notebook's order
        self.running: asyncio.Task | None = None
        self.saved = time.monotonic()
        self.over = asyncio.Event()
        self._ticket = 0  # of the run that counts

    # --- events -----------------------------------------------------------------------------------

    def begin(self) -> None:
        """Look at all that is started."""
        self.saved = time.monotonic()
        try:
            self.work = self.attempts.read()
        except (Unreadable, UsageError) as error:
            self.say(str(error))
            return
        for name, it in self.standings.items():
            it.state = "" if name in self.work.started else "not started"
        self.run([name for name in self.standings if name in self.work.started])

    def on_saved(self) -> None:
        """Something was saved: run what changed."""
        self.saved = time.monotonic()
        if self.work is None:
            self.begin()
            return
        try:
            work = self.attempts.read()
            if work.file == self.attempts.script:
                bring_home(self.attempts)
        except (Unreadable, UsageError, OSError, ValueError) as error:  # the last of jupytext's
            self.say(str(error))
            return
        changed = work.changed_since(self.work)
        self.work = work
        if not changed:
            if not self.running:
                self.say(f"{work.file.name} was saved, no answer changed")
            return
        for name in changed:
            if name not in work.started:
                self.standings[name] = Standing(self.standings[name].task, "not started")
        todo = [name for name in changed if name in work.started]
        self.current = (todo or changed)[0]
        self.hints_shown = 0
        self.run(todo)

    def on_key(self, key: str) -> None:
        """What a reader typed: letters of an answer, while there is a question."""
        if self.questions.open:
            self.words = self.questions.on_key(key) or self.words
            self.draw(not self.running)
            return
        key = key.lower()
        if key == "q":
            self.over.set()
        elif key == "h":
            self.hints_shown += 1
            self.draw()
        elif key == "l":
            self.page = "" if self.page else "list"
            self.draw()
        elif key == "n":
            names = list(self.standings)
            at = names.index(self.current) + 1
            later = [*names[at:], *names[: at - 1]]
            self.current = next((n for n in later if not self.standings[n].passed), self.current)
            self.hints_shown = 0
            self.draw()
        elif key == "r" and self.work and self.current in self.work.started:
            self.saved = time.monotonic()
            self.run([self.current])
        elif key == "c":
            self.open_chapter()

    def open_chapter(self) -> None:
        """The section of the chapter, in the browser; where there is none, its address."""
        it = self.standings[self.current]
        section = it.section or it.task.title.partition(". ")[2]
        place = tasks.address(self.attempts.lab, section)
        if not place:
            self.say(f"the book is not built ('make book'): {tasks.chapter(self.attempts.lab)}")
        elif webbrowser.open(place):
            self.say(f"opened {where({'lab': self.attempts.lab, 'section': section})}")
        else:
            self.say(f"no browser could be opened: {place}")

    # --- runs -------------------------------------------------------------------------------------

    def run(self, exercises: list[str]) -> None:
        """Run these, and give up what runs now. A question that is due is asked meanwhile, and what
        comes is shown when it is answered."""
        self.questions.saved(exercises)
        self._ticket += 1
        waiting = [*self.waiting, *exercises] if self.running else exercises
        self.waiting = [name for name in self.standings if name in waiting]
        if self.running:
            self.attempts.abandon()
        elif self.waiting:
            self.running = asyncio.create_task(self._run())
            self.running.add_done_callback(self.end_if_failed)
        if not self.waiting:
            self.say("saved: not started")

    async def _run(self) -> None:
        loop = asyncio.get_running_loop()
        while self.waiting:
            ticket, work, todo = self._ticket, self.work, list(self.waiting)
            todo = [name for name in todo if name in work.started]
            if not todo:
                break
            for name in todo:
                self.standings[name] = Standing(self.standings[name].task)

            def tell(what: NotebookNode | CheckEnded, ticket: int = ticket) -> None:
                if ticket != self._ticket:
                    raise Abandoned
                loop.call_soon_threadsafe(self._told, what, ticket)

            self.draw()
            try:
                done = await asyncio.to_thread(self.attempts.run, work, todo, tell)
            except (Abandoned, GraderFaultError) as error:
                if ticket == self._ticket:
                    self.waiting = []
                    self.running = None
                    self.say(f"the checks could not run, which is not your code's fault: {error}")
                    return
                continue
            if ticket == self._ticket:
                self.waiting = []
                self._ended(done, work, todo)
        self.running = None

    def end_if_failed(self, task: asyncio.Task) -> None:
        """A fault of the watch's own ends it, and is raised by ``serve``."""
        if not task.cancelled() and task.exception():
            self.over.set()

    def _told(self, what: NotebookNode | CheckEnded, ticket: int) -> None:
        if ticket != self._ticket:
            return
        if isinstance(what, CheckEnded):
            it = self.standings[what.exercise]
            it.ended, it.of = it.ended + 1, what.of
            it.points += what.result["earned"]
            if what.result["outcome"] != "passed" and not it.failure:
                it.failure, it.graded = what.result, True
                self._section(it)
                self._turn_to(what.exercise)
        elif is_example(what) and (data := checks_in(what)):
            it = self.standings[data["exercise"]]
            it.section = data["section"]
            it.failure = next((c for c in data["checks"] if c["outcome"] != "passed"), None)
            if it.failure:
                self._turn_to(data["exercise"])
        else:
            return
        self.draw()

    def _turn_to(self, exercise: str) -> None:
        """Show this one, unless what is shown fails too."""
        if not self.standings[self.current].failure:
            self.current = exercise

    def _section(self, it: Standing) -> None:
        it.section = it.section or it.task.title.partition(". ")[2]

    def _ended(self, nb: NotebookNode, work: Work, exercises: list[str]) -> None:
        row = of_notebook(nb)
        for name in exercises:
            it = self.standings[name]
            it.state, it.points = row.states[name], row.points[name]
            others = tuple(f"cell {other}:" for other in self.standings if other != name)
            it.faults = [words for words in row.remarks if words.startswith((f"{name}:", "cell "))]
            it.faults = [words for words in it.faults if not words.startswith(others)]
        for cell in nb.cells:
            data = checks_in(cell)
            if data and data["exercise"] in exercises and not is_example(cell):
                it = self.standings[data["exercise"]]
                it.section, it.hints = data["section"], data.get("hints", [])
        first = next((name for name in exercises if not self.standings[name].passed), exercises[0])
        if not self.standings[self.current].failure:
            self.current = first
        seconds = time.monotonic() - self.saved
        words = f"{work.file.name}, shown after {seconds:.1f} s"
        self.say("; ".join(filter(None, (words, self.finished(row)))))

    # --- the screen -------------------------------------------------------------------------------

    def say(self, words: str, final: bool = True) -> None:
        self.words = words
        self.draw(final)

    def draw(self, final: bool = False) -> None:
        """Show how it stands now."""
        going = self.running is not None and not final
        it = self.standings[self.current]
        keys = screen.KEYS
        if self.questions.open:
            asked = screen.question(self.questions.open[0], self.questions.typed)
            parts = [screen.overview(self.standings, self.current), asked]
            keys = screen.WHILE_ASKED
        elif self.page == "list":
            parts = [screen.listing(self.standings)]
        else:
            parts = [
                screen.overview(self.standings, self.current),
                screen.result(it, self.attempts.lab, self.hints_shown, going),
            ]
            if not going and self.current in self.questions.answered:
                parts.append(screen.compared(*self.questions.answered[self.current]))
        self.screen.draw(parts, "running" if going else self.words, not going, keys)
        self.shown(self, not going)


def bring_home(attempts: Attempts) -> None:
    """Where the reader has paired notebook and script, have jupytext write into the notebook, which is
    what is handed in, what was saved in the script."""
    if not attempts.notebook.is_file():
        return
    metadata = nbformat.read(attempts.notebook, as_version=4).metadata
    if metadata.get("jupytext", {}).get("formats"):
        jupytext.cli.jupytext(["--sync", "--quiet", str(attempts.script)])


async def serve(watch: Watch, keys: bool) -> None:
    """Watch until ``watch.over`` is set."""
    attempts = watch.attempts
    names = {attempts.notebook.name, attempts.script.name}
    stop = watch.over

    async def files() -> None:
        async for _ in watchfiles.awatch(
            attempts.folder,
            watch_filter=lambda change, path: Path(path).name in names,
            debounce=LONGEST,
            step=QUIET,
            recursive=False,
            stop_event=stop,
        ):
            watch.on_saved()

    loop = asyncio.get_running_loop()
    loop.add_signal_handler(signal.SIGINT, stop.set)
    watch.begin()
    watching = asyncio.create_task(files())
    watching.add_done_callback(watch.end_if_failed)
    try:
        if keys:
            await _with_keys(watch)
        await stop.wait()
    finally:
        stop.set()
        loop.remove_signal_handler(signal.SIGINT)
        attempts.abandon()
        watch._ticket += 1
        watch.waiting = []
        await watching
        if watch.running:
            await watch.running


async def _with_keys(watch: Watch) -> None:
    typed = create_input(sys.stdin)

    def read() -> None:
        for key in typed.read_keys():
            if key.key in (Keys.ControlC, Keys.ControlD):
                watch.over.set()
            else:
                watch.on_key(key.data)

    with typed.raw_mode(), typed.attach(read):
        await watch.over.wait()


def main(lab: str, folder: Path) -> int:
    """Watch the reader's notebook of ``lab`` in ``folder`` until Ctrl-C; returns the exit code."""
    saved(lab, folder)
    keys = sys.stdin.isatty() and sys.stdout.isatty()
    on = Screen(keys=keys)
    on.console.print(f"starting the checks of {lab} ...")
    with Attempts(lab, folder) as attempts:

        async def all_of_it() -> Watch:
            watch = Watch(
                attempts,
                on,
                finished=lambda row: kept.try_to_record(lab, folder, row),
                asks=lambda names: predictions.due(lab, folder, names) if keys else [],
            )
            await serve(watch, keys)
            return watch

        watch = asyncio.run(all_of_it())
    total = sum(it.points for it in watch.standings.values())
    most = sum(it.task.points for it in watch.standings.values())
    on.console.print(f"{total:g} of {most:g} points; your notebook is as you saved it")
    return 0
