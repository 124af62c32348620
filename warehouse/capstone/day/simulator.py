"""The day, event by event. Policies are asked as in their labs, and told nothing of what is still to come.

A query is first asked of the cache. What is not there waits for one of the five slots of the main cluster, in the
order of the lane's policy; what waits may also begin on a burst cluster, the oldest first. Burst clusters come and go as
in ``concurrency_scaling.clusters``. Loads have RPUs of their own, minute by minute as in ``serverless.day``; at the end
of the minute in which the last of its work is done a load is committed, and the versions of its tables go up by one.

Money is parted beforehand (``Money``): no burst cluster starts once theirs is spent, and the loads' policy is told its
own as the budget.
"""

from __future__ import annotations

import heapq
from collections import deque
from math import ceil

from warehouse.capstone.day.measuring import Template, tables_of
from warehouse.capstone.day.records import LENGTH, Failed, Moment, Money, Played, Select, Traffic
from warehouse.capstone.loading import LAYOUT
from warehouse.checks import Wrong
from warehouse.concurrency_scaling.clusters import MOST, SLOTS, STARTS_IN, TICK
from warehouse.concurrency_scaling.records import Observation as Seen
from warehouse.errors import CourseError
from warehouse.materialized_views.records import Asked
from warehouse.serverless.day import MINUTE, as_capacity
from warehouse.serverless.records import Observation as Work
from warehouse.workload_management.slots import LANES

FROM_CACHE = 0.01  # seconds until an answer that is kept is given out
# At one moment what ends comes first, then who becomes ready, a minute, who arrives, and the tick last.
_ENDS, _OVERRUNS, _READY, _MINUTE, _LOADS, _ARRIVES, _TICK = range(7)


class _Burst:
    def __init__(self, number: int):
        self.number, self.ready, self.running, self.released = number, None, 0, False


class Simulation:
    """One day. ``policies``: by place what is asked: ``cache``, ``foresight``, ``lane``, ``scaler``, ``autoscaler``;
    each of their calls may raise ``Failed``, and so does what may not be answered."""

    def __init__(
        self,
        traffic: Traffic,
        templates: dict[int, Template],
        rpus: int,
        money: Money,
        policies: dict[str, object],
        length: float = LENGTH,
    ):
        self.traffic, self.length, self.rpus, self.money = traffic, length, rpus, money
        self.selects = traffic.selects
        self.seconds = [templates[q.template].seconds(rpus) * q.noise for q in self.selects]
        self.predicted = [0.0] * len(self.selects)
        self.cache, self.foresight, self.lane, self.scaler, self.autoscaler = (
            policies[place] for place in ("cache", "foresight", "lane", "scaler", "autoscaler")
        )
        self.events: list[tuple] = [(q.arrival, _ARRIVES, n) for n, q in enumerate(self.selects)]
        self.events += [(load.arrival, _LOADS, n) for n, load in enumerate(traffic.loads)]
        self.events += [(0.0, _MINUTE, 0), (0.0, _TICK, 0)]
        heapq.heapify(self.events)
        self.versions = dict.fromkeys(LAYOUT, 0)
        # queries: when each one's answer is there, who waits for it, what was computed at which versions
        self.ready_at: list[float | None] = [None] * len(self.selects)
        self.followers: dict[int, list[int]] = {}
        self.computed_at: dict[int, dict[str, int]] = {}
        self.ran: list[int] = []
        # slots
        self.main: dict[int, tuple[str, float]] = {}  # number: lane, since when
        self.left = dict(enumerate(self.seconds))
        self.waiting: dict[int, None] = {}  # in the order of arrival
        self.elsewhere: set[int] = set()  # they began on a burst cluster while the lane had them
        self.bursts: list[_Burst] = []
        self.made, self.arrived, self.ended, self.took = 0, 0, 0, 0.0
        self.to_come, self.paid_bursts = len(self.selects), 0.0
        # seconds that a cluster may still cost before it is gone, from when its money is spent
        self.reserve = TICK + max(self.seconds, default=0.0)
        # loads
        self.backlog: deque = deque()  # number, RPU-seconds that are left
        self.commits: list[float | None] = [None] * len(traffic.loads)
        self.in_force = self.ordered = self.late = 0
        self.came = self.paid_loads = 0.0
        self.minutes: list[Moment] = []

    def run(self) -> Played:
        now = 0.0
        happens = {
            _ENDS: self._ends,
            _OVERRUNS: self._overruns,
            _READY: self._ready,
            _MINUTE: self._minute,
            _LOADS: self._load,
            _ARRIVES: self._arrives,
            _TICK: self._tick,
        }
        while self.events:
            now, kind, *what = heapq.heappop(self.events)
            happens[kind](now, *what)
            if self.waiting and self.bursts:
                self._overflow(now)
        for burst in list(self.bursts):
            burst.released = True
            self._gone(burst, max(now, self.length))
        answers = [there - q.arrival for there, q in zip(self.ready_at, self.selects, strict=True)]
        paid = Money(self.rpus * self.length, self.paid_bursts, self.paid_loads)
        return Played(self.rpus, answers, self.ran, self.commits, self.late, paid, self.minutes)

    # --- queries ----------------------------------------------------------------------------------

    def _arrives(self, now: float, number: int) -> None:
        self.to_come -= 1
        query = self.selects[number]
        tables = tables_of(query.template)
        ran = []

        def run() -> list:
            ran.append(number)
            return [(number,)]

        asked = Asked(query.text, tables, (), False)
        rows = self.cache.ask(asked, dict(self.versions), set(self.versions), run)
        if ran:
            self.computed_at[number] = {table: self.versions[table] for table in tables}
            self._queue(number, query)
            return
        by = self._answered_by(rows, query)
        if self.ready_at[by] is None:  # the same question is being computed: both get its answer
            self.followers.setdefault(by, []).append(number)
        else:
            self.ready_at[number] = max(now, self.ready_at[by]) + FROM_CACHE

    def _answered_by(self, rows: object, query: Select) -> int:
        """The number of the query whose answer these rows are: the same question, and nothing has changed since."""
        by = (
            rows[0][0] if type(rows) is list and len(rows) == 1 and type(rows[0]) is tuple else None
        )
        if by not in self.computed_at or self.selects[by].text != query.text:
            raise Failed("cache", f"an answer to another question: {rows!r:.60}")
        if any(self.versions[table] != at for table, at in self.computed_at[by].items()):
            raise Failed("cache", f"a stale answer to {query.text!r}")
        return by

    def _queue(self, number: int, query: Select) -> None:
        now = query.arrival
        self.arrived += 1
        self.ran.append(number)
        predicted = self.foresight.predict(query)
        if type(predicted) is not float or not 0 <= predicted < float("inf"):
            raise Failed("foresight", f"seconds that are none: {predicted!r:.40}")
        self.predicted[number] = predicted
        self.waiting[number] = None
        self._begin(self.lane.arrived(number, predicted, self._free()), now)

    def _free(self) -> int:
        return SLOTS - len(self.main)

    def _begin(self, begins: object, now: float) -> None:
        """What the lane begins on the main cluster. What is on a burst cluster already is done as far as the lane
        goes: once the others have begun it is told so, and may begin more."""
        done = deque()
        self._take(begins, now, done)
        while done:
            number = done.popleft()
            self._take(self.lane.ended(number, self.predicted[number], self._free()), now, done)

    def _take(self, begins: object, now: float, done: deque) -> None:
        if type(begins) is not list:
            raise Failed("lane", f"no list of what begins: {begins!r:.60}")
        for one in begins:
            if type(one) is not tuple or len(one) != 2 or one[1] not in LANES:
                raise Failed("lane", f"begins what is no (number, lane): {one!r:.60}")
            number, lane = one
            if number in self.elsewhere:
                self.elsewhere.discard(number)
                done.append(number)
                continue
            if number not in self.waiting:
                raise Failed("lane", f"begins what does not wait: {one!r:.60}")
            if not self._free():
                raise Failed("lane", "more queries begin than slots are free")
            del self.waiting[number]
            self.main[number] = (lane, now)
            left, kind = self.left[number], _ENDS
            if lane == "short":
                limit = self.lane.threshold()
                if type(limit) not in (int, float) or not limit > 0:
                    raise Failed("lane", f"a threshold that is none: {limit!r:.40}")
                left, kind = (left, _ENDS) if left <= limit else (limit, _OVERRUNS)
            heapq.heappush(self.events, (now + left, kind, number))

    def _ends(self, now: float, number: int, burst: _Burst | None = None) -> None:
        self.ended += 1
        self.took += self.seconds[number]
        self.ready_at[number] = now
        for follower in self.followers.pop(number, ()):
            self.ready_at[follower] = now + FROM_CACHE
        self.foresight.observe(self.selects[number], self.seconds[number])
        if burst is not None:
            burst.running -= 1
            self._gone(burst, now)
            return
        del self.main[number]
        self._begin(self.lane.ended(number, self.seconds[number], self._free()), now)

    def _overruns(self, now: float, number: int) -> None:
        _, since = self.main.pop(number)
        self.left[number] -= now - since
        self.waiting[number] = None
        self._begin(self.lane.overran(number, self._free()), now)

    # --- burst clusters ---------------------------------------------------------------------------

    def _overflow(self, now: float) -> None:
        for burst in self.bursts:
            while self.waiting and burst.ready is not None and burst.running < SLOTS:
                if burst.released:
                    break
                number = next(iter(self.waiting))
                del self.waiting[number]
                self.elsewhere.add(number)
                burst.running += 1
                heapq.heappush(self.events, (now + self.left[number], _ENDS, number, burst))

    def _ready(self, now: float, _: int, burst: _Burst) -> None:
        burst.ready = now
        self._gone(burst, now)

    def _gone(self, burst: _Burst, now: float) -> None:
        if burst.released and burst.ready is not None and not burst.running:
            self.bursts.remove(burst)
            self.paid_bursts += self.rpus * max(60, ceil(now - burst.ready))

    def _owed(self, now: float) -> float:
        """What burst clusters have cost, those that are there included."""
        there = (max(60.0, now - (one.ready or now)) for one in self.bursts)
        return self.paid_bursts + self.rpus * sum(there)

    def _tick(self, now: float, _: int) -> None:
        there = [burst for burst in self.bursts if not burst.released]
        ready = sum(burst.ready is not None for burst in there)
        oldest = now - self.selects[next(iter(self.waiting))].arrival if self.waiting else 0.0
        running = len(self.main) + sum(burst.running for burst in self.bursts)
        mean = self.took / self.ended if self.ended else 0.0
        told = Seen(
            now, len(self.waiting), oldest, running, ready, len(there) - ready, self.arrived, mean
        )
        self.arrived = 0
        wanted = self.scaler.decide(told)
        if type(wanted) is not int or not 0 <= wanted <= MOST:
            raise Failed("scaler", f"no number of clusters from 0 to {MOST}: {wanted!r:.40}")
        for _ in range(wanted - len(there)):
            # a minute of it is paid at least
            if self._owed(now) + 60.0 * self.rpus > self.money.bursts:
                break
            self.made += 1
            self.bursts.append(_Burst(self.made))
            event = (now + STARTS_IN, _READY, self.made, self.bursts[-1])
            heapq.heappush(self.events, event)
        if self._owed(now) + self.rpus * self.reserve * len(self.bursts) > self.money.bursts:
            wanted = 0
        order = sorted(there, key=lambda one: (one.ready is not None, one.running, -one.number))
        for burst in order[: max(0, len(there) - wanted)]:
            burst.released = True
            self._gone(burst, now)
        if self.waiting and not running:
            raise Failed("lane", f"begins nothing, all slots are free: {list(self.waiting)[:5]}")
        if now > self.length + LENGTH:
            raise CourseError(
                f"a day after the day {len(self.waiting):,} queries still wait: clusters of {self.rpus} RPUs are too "
                "small for this engine. A larger --budget pays for larger ones"
            )
        if now + TICK <= self.length or self.waiting or self.to_come:
            heapq.heappush(self.events, (now + TICK, _TICK, 0))

    # --- loads ------------------------------------------------------------------------------------

    def _load(self, now: float, number: int) -> None:
        work = self.traffic.loads[number].work
        self.came += work
        self.backlog.append([number, work])

    def _minute(self, now: float, _: int) -> None:
        """The minute before is over: what it did, and what there is from now on."""
        self._serve(now)
        after = sum(work for _, work in self.backlog)
        self.late += after > MINUTE * self.in_force
        spent = self.rpus * now + self._owed(now) + self.paid_loads
        self.minutes.append(Moment(len(self.waiting), len(self.bursts), self.in_force, spent))
        if now >= self.length:
            return
        self.in_force, came, self.came = self.ordered, self.came, 0.0
        told = Work(now, after, came, self.in_force, self.paid_loads, self.money.loads)
        try:
            self.ordered = as_capacity(self.autoscaler.decide(told), told)
        except Wrong as wrong:
            raise Failed("autoscaler", str(wrong)) from None
        heapq.heappush(self.events, (now + MINUTE, _MINUTE, 0))

    def _serve(self, now: float) -> None:
        can = float(MINUTE * self.in_force)
        self.paid_loads += can
        while self.backlog and can > 0:
            number, work = self.backlog[0]
            done = min(can, work)
            can -= done
            self.backlog[0][1] -= done
            if done == work:
                self.backlog.popleft()
                load = self.traffic.loads[number]
                self.commits[number] = now - load.arrival
                for table in load.tables:
                    self.versions[table] += 1
