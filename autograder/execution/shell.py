"""Runs the cells of a notebook in this process, with IPython's own shell, and hands out what they
put out.

No Jupyter kernel: no sockets to join, no threads, nothing to start. What a cell prints, shows,
returns and raises comes as notebook outputs, as a kernel would have sent them.
"""

from __future__ import annotations

import ast
import asyncio
import base64
import contextlib
import io
import json
import re
import sys
from collections.abc import Callable

from IPython.core.async_helpers import get_asyncio_loop
from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher
from IPython.core.interactiveshell import InteractiveShell
from traitlets import Type
from traitlets.config import Config

from autograder.execution.absent import PACKAGES, Absent

# bytes of output of one cell that are passed on; what of it is kept the grader decides
LOUDEST = 8 << 20
LOOP_TURNS = 20  # of an event loop, that tasks get when a cell has ended
Emit = Callable[[dict], None]


class _Stream(io.TextIOBase):
    """sys.stdout and sys.stderr of the cells: passed on line by line, or in pieces where lines are
    long."""

    def __init__(self, name: str, shell: CellShell):
        self._name, self._shell, self._text, self._size = name, shell, [], 0

    @property
    def encoding(self) -> str:
        return "utf-8"

    def writable(self) -> bool:
        return True

    def isatty(self) -> bool:
        return False

    def fileno(self) -> int:
        """As a kernel's has one, for ``faulthandler`` and for programs that a cell starts: what is
        written there goes nowhere."""
        return 1 if self._name == "stdout" else 2

    def write(self, text: str) -> int:
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text).__name__}")
        self._text.append(text)
        self._size += len(text)
        if self._size > 8192:
            self.flush()
        return len(text)

    def flush(self) -> None:
        if self._text:
            text, self._text, self._size = "".join(self._text), [], 0
            self._shell.emit({"output_type": "stream", "name": self._name, "text": text})


class _Publisher(DisplayPublisher):
    def publish(self, data, metadata=None, *, transient=None, update=False, **kwargs) -> None:
        self._validate_data(data, metadata)
        self.shell.flush()
        output = {"output_type": "display_data", "data": data, "metadata": metadata or {}}
        if transient and "display_id" in transient:
            output["display_id"] = transient["display_id"]
        self.shell.emit(output | {"update": True} if update else output)

    def clear_output(self, wait=False) -> None:
        self.shell.flush()
        self.shell.emit({"clear": True, "wait": bool(wait)})


class _ResultHook(DisplayHook):
    def write_output_prompt(self) -> None:
        pass

    def write_format_data(self, format_dict, md_dict=None) -> None:
        self.shell.flush()
        self.shell.emit(
            {
                "output_type": "execute_result",
                "data": format_dict,
                "metadata": md_dict or {},
                "execution_count": self.shell.execution_count,
            }
        )

    def finish_displayhook(self) -> None:
        pass

    def quiet(self) -> bool:
        """Whether the cell ends with a semicolon; one without any need not be taken apart to
        know."""
        return ";" in self.shell.history_manager.input_hist_parsed[-1] and super().quiet()


class CellShell(InteractiveShell):
    """``emit`` receives the outputs of the cell that runs, as dicts of nbformat; outside of a cell
    they go nowhere.

    A display has, besides, ``display_id`` where it was given one, and ``update`` where it takes the
    place of what was shown under it; {"clear": True} stands for ``clear_output()``, with ``wait``
    true where the next output does the clearing.

    Make it with ``CellShell.instance()``: IPython's ``display`` prints where no shell is the
    process's own.
    """

    emit: Emit = staticmethod(lambda output: None)
    display_pub_class = Type(_Publisher)
    displayhook_class = Type(_ResultHook)

    def __init__(self, **kwargs):
        config = Config()
        config.HistoryManager.enabled = False
        config.InteractiveShell.colors = "nocolor"
        super().__init__(config=config, **kwargs)
        self.streams = _Stream("stdout", self), _Stream("stderr", self)
        self.transformed: dict[str, str] = {}
        self.failure: BaseException | None = None  # what ended the last cell
        self.in_loop = False

    def init_io(self) -> None:
        pass

    def init_virtualenv(self) -> None:
        pass

    def raw_input(self, prompt: str = "") -> str:
        raise RuntimeError("input() has nobody to ask: a graded notebook runs by itself")

    def enable_gui(self, gui: str | None = None) -> None:
        """What ``%matplotlib`` asks for. There is no window whose events would need a loop; plots
        come inline."""

    def enable_matplotlib(self, gui: str | None = None) -> tuple:
        """``%matplotlib`` of whatever kind: plots come inline."""
        try:
            return super().enable_matplotlib(gui)
        except (RuntimeError, ImportError, NotImplementedError) as error:
            print(f"%matplotlib {gui or ''}: plots come inline here ({error})")
            return super().enable_matplotlib("inline")

    def go_on(self, *ignored: object, **also_ignored: object) -> None:
        """``breakpoint()`` and ``set_trace()``, which nobody sits before."""
        print("breakpoint() stops nothing here: a graded notebook runs by itself")

    def should_run_async(self, raw_cell: str, **told: object) -> bool:
        """As IPython's; and once a cell has spoken of asyncio, the cells run inside of a loop, as a
        kernel's do: ``create_task`` finds it. ``asyncio.run`` would not bear one."""
        self.in_loop = self.in_loop or "asyncio" in raw_cell
        held = self.in_loop and "asyncio.run(" not in raw_cell
        return held or super().should_run_async(raw_cell, **told)

    def reset(self, *arguments: object, **options: object) -> None:
        """As IPython's, which also takes away what every module has: ``multiprocessing`` asks
        ``__main__`` for it."""
        super().reset(*arguments, **options)
        for name in ("__doc__", "__loader__", "__package__", "__spec__"):
            vars(self.user_module).setdefault(name, None)

    def system(self, cmd: str) -> None:
        """``!command``, and what ``%pip`` and its like make of themselves."""
        print(f"!{cmd.strip()[:60]} was not run: a graded notebook has no terminal")

    def ask_exit(self) -> None:
        """``quit()`` and ``exit()`` of a cell."""
        print("quit() ends nothing here: the cells after this one run all the same")

    def run_line_magic(self, magic_name: str, line: str, _stack_depth: int = 1) -> object:
        """As IPython's. What only an editor, a kernel or an extension of the student's own machine
        has is said in a line, and the cell goes on."""
        known = self.find_line_magic(magic_name) or magic_name in self.magics_manager.lazy_magics
        if not known:
            print(f"%{magic_name} is not known here: the cell goes on without it")
            return None
        try:
            return super().run_line_magic(magic_name, line, _stack_depth + 1)
        except ImportError as error:
            if magic_name not in ("load_ext", "reload_ext"):
                raise
            print(f"%{magic_name} {line}: {error}; the cell goes on without it")
            return None

    def without(self, error: ModuleNotFoundError, package: str, names: list[str]) -> None:
        """The cell goes on without a package that is not here; ``names`` are what it would have bound.
        Raises ``error`` where the package is here and something else was not found."""
        if error.name != package:
            raise error
        print(f"{error}{PACKAGES}; the cell goes on without it")
        self.user_ns.update(dict.fromkeys(names, Absent(package)))

    def debugger(self, force: bool = False) -> None:
        """``%debug``, and what ``%pdb`` asks for after an error."""
        print("%debug stops nothing here: a graded notebook runs by itself")

    def init_magics(self) -> None:
        super().init_magics()
        self.register_magic_function(lambda line: self.debugger(), "line", "debug")
        for name in ("pip", "conda", "mamba", "micromamba", "uv"):
            self.register_magic_function(
                lambda line, name=name: self.system(f"{name} {line}"), "line", name
            )

    def prime(self, source: str) -> None:
        """Before there is any child: what a cell of the course's needs whoever's notebook it runs
        in. The modules that it imports are loaded, those of its functions too; its own code is not
        run."""
        tree = ast.parse(self.transform_cell(source))
        for node in ast.walk(tree):
            if isinstance(node, (ast.Import, ast.ImportFrom)):
                with contextlib.suppress(ImportError):  # the cell itself will say so
                    exec(
                        compile(ast.Module([node], []), "<imports>", "exec"),
                        {"__name__": "__main__"},
                    )

    def transform_cell(self, raw_cell: str) -> str:
        """As IPython's, once for each cell: a warm interpreter does it for the course's cells
        before it forks."""
        if raw_cell not in self.transformed:
            self.transformed[raw_cell] = super().transform_cell(self._known(raw_cell))
        return self.transformed[raw_cell]

    def _known(self, cell: str) -> str:
        """A cell without the cell magic that is not known here, where what is left is Python; its
        line says so."""
        magic = re.match(r"\s*%%(\w+)[^\n]*\n", cell)
        if not magic or self.find_cell_magic(magic[1]):
            return cell
        rest = cell[magic.end() :]
        try:
            ast.parse(super().transform_cell(rest))
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            return cell
        return f"print('%%{magic[1]} is not known here: its cell is run as it is')\n{rest}"

    def flush(self) -> None:
        for stream in self.streams:
            stream.flush()

    def _showtraceback(self, etype, evalue, stb) -> None:
        self.flush()
        said = str(evalue)[:5000]
        if isinstance(evalue, ModuleNotFoundError) and PACKAGES not in said:
            said += PACKAGES
        self.emit(
            {
                "output_type": "error",
                "ename": etype.__name__,
                "evalue": said,
                "traceback": [str(line) for line in stb],
            }
        )

    def run(self, source: str, emit: Emit) -> bool:
        """Run one cell; returns whether it ended without an exception."""
        import builtins

        _forget_figures()
        kept = sys.stdout, sys.stderr, builtins.input, self.emit
        said = 0

        def at_most(output: dict) -> None:
            nonlocal said
            said += len(str(output)) if said < LOUDEST else 0
            if said < LOUDEST or output.get("output_type") in ("error", "execute_result"):
                emit(output)

        sys.stdout, sys.stderr = self.streams
        builtins.input, self.emit = self.raw_input, at_most
        try:
            result = self.run_cell(source, store_history=True)
            if self.in_loop:  # tasks that the cell has begun go on after it, as far as they can
                loop = get_asyncio_loop()
                for _ in range(LOOP_TURNS):
                    loop.run_until_complete(asyncio.sleep(0))
            self.flush()
            self.failure = result.error_in_exec
            return result.success
        finally:
            sys.stdout, sys.stderr, builtins.input, self.emit = kept


def _forget_figures() -> None:
    """Close the plots that a function made when the tests called it: they are not the next
    cell's."""
    inline = sys.modules.get("matplotlib_inline.backend_inline")
    if inline and inline.show._draw_called and inline.InlineBackend.instance().close_figures:
        inline.show._to_draw, inline.show._draw_called = [], False
        inline.matplotlib.pyplot.close("all")


def as_json(output: dict) -> dict:
    """An output whose data are plain JSON, whatever a cell put into its bundle; bytes, of a
    picture, in base64."""
    return json.loads(json.dumps(output, default=_plain))


def _plain(value: object) -> str:
    return base64.b64encode(value).decode() if isinstance(value, bytes) else str(value)
