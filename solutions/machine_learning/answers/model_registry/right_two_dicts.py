"""A dict for each part of a state.

kind: right
"""

import itertools

from warehouse.errors import ConflictError
from warehouse.machine_learning.records import ModelState, NotReady


class ModelRegistry:
    def __init__(self):
        self.numbers = itertools.count(1)
        self.names, self.models, self.jobs, self.reasons = set(), {}, {}, {}

    def create(self, name):
        if name in self.jobs:
            raise ConflictError(f"there is a training for {name!r} already")
        self.names.add(name)
        self.jobs[name] = next(self.numbers)
        return self.jobs[name]

    def _take(self, number):
        for name, job in list(self.jobs.items()):
            if job == number:
                del self.jobs[name]
                return [name]
        return []

    def trained(self, number, model):
        for name in (took := self._take(number)):
            self.models[name] = (number, model)
            self.reasons.pop(name, None)
        return bool(took)

    def failed(self, number, reason):
        for name in (took := self._take(number)):
            self.reasons[name] = reason
        return len(took) > 0

    def _check(self, name):
        if name not in self.names:
            raise LookupError(name)

    def function(self, name):
        self._check(name)
        try:
            return self.models[name][1]
        except KeyError:
            raise NotReady(f"model {name}, {self.state(name)}") from None

    def functions(self):
        return sorted(self.names)

    def state(self, name):
        self._check(name)
        version, _ = self.models.get(name, (None, None))
        job = self.jobs.get(name)
        word = "FAILED"
        if job is not None:
            word = "TRAINING"
        if version is not None:
            word = "READY"
        return ModelState(word, version, job, self.reasons.get(name))

    def drop(self, name):
        self._check(name)
        self.names.discard(name)
        self.models.pop(name, None)
        self.reasons.pop(name, None)
        return self.jobs.pop(name, None)
