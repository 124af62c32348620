"""Records of trainings, each with its name and how it ended; everything is looked up in them.

kind: right
"""

from warehouse.errors import ConflictError
from warehouse.machine_learning.records import ModelState, NotReady


class Training:
    def __init__(self, name):
        self.name, self.word, self.what = name, "runs", None


class ModelRegistry:
    def __init__(self):
        self._all = []
        self._since = {}

    def _of(self, name):
        if name not in self._since:
            raise KeyError(f"no model is called {name}")
        return [(number, its) for number, its in enumerate(self._all, 1)
                if its.name == name and number > self._since[name]]

    def create(self, name):
        if name in self._since:
            if any(its.word == "runs" for _, its in self._of(name)):
                raise ConflictError(f"wait for the training of {name}")
        else:
            self._since[name] = len(self._all)
        self._all.append(Training(name))
        return len(self._all)

    def _ended(self, number, word, what):
        if not 1 <= number <= len(self._all) or self._all[number - 1].word != "runs":
            return False
        its = self._all[number - 1]
        its.word, its.what = word, what
        return True

    def trained(self, number, model):
        return self._ended(number, "well", model)

    def failed(self, number, reason):
        return self._ended(number, "badly", reason)

    def function(self, name):
        well = [its.what for _, its in self._of(name) if its.word == "well"]
        if not well:
            raise NotReady(name)
        return well[-1]

    def functions(self):
        return sorted(self._since)

    def state(self, name):
        its = self._of(name)
        version = max((number for number, one in its if one.word == "well"), default=None)
        running = next((number for number, one in its if one.word == "runs"), None)
        over = [one for _, one in its if one.word != "runs"]
        reason = over[-1].what if over and over[-1].word == "badly" else None
        word = "READY" if version else "TRAINING" if running else "FAILED"
        return ModelState(word, version, running, reason)

    def drop(self, name):
        runs = None
        for number, its in self._of(name):
            if its.word == "runs":
                runs, its.word = number, "stopped"
        del self._since[name]
        return runs
