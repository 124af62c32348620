"""Exercise 7: products, subscriptions and what comes of them, by a calendar that is walked second by second, or term by
term where terms are long.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

import numpy as np

from warehouse.checks import raises, run_each, same
from warehouse.data_sharing.records import Entitled, Event, Offer

OFFERS = [
    Offer("weather", ["daily", "hourly"], 100, 250, "v1"),
    Offer("prices", ["hourly"], 70, 1_000, "v1"),
    Offer("free", ["daily"], 30, 0, "ok"),
]

Case = tuple[list[Offer], list[Event], int, Entitled]


def walked(offers: list[Offer], events: list[Event], now: int) -> Entitled:
    """What is due, term by term: each subscription is (begin of the running term, whether it was cancelled)."""
    grants: dict[tuple[str, str], int] = {}
    cents: dict[str, int] = {}
    for offer in offers:
        for consumer in {event.consumer for event in events}:
            term, cancelled = None, False
            its = [e for e in events if (e.product, e.consumer) == (offer.product, consumer)]
            for event in [*its, Event(now, "look", consumer, offer.product, "")]:
                if event.time > now:
                    continue
                while term is not None and term + offer.seconds <= event.time:
                    if cancelled:
                        term, cancelled = None, False
                    else:
                        term += offer.seconds
                        cents[consumer] += offer.cents
                if event.kind == "subscribe" and event.licence == offer.licence:
                    cancelled = False
                    if term is None:
                        term = event.time
                        cents[consumer] = cents.get(consumer, 0) + offer.cents
                elif event.kind == "cancel" and term is not None:
                    cancelled = True
            if term is not None:
                for share in offer.shares:
                    key = share, consumer
                    grants[key] = max(grants.get(key, term), term + offer.seconds)
    return Entitled(sorted((*key, until) for key, until in grants.items()), cents)


def case(events: list[Event], now: int, offers: list[Offer] = OFFERS) -> Case:
    return list(offers), events, now, walked(offers, events, now)


def sub(time: int, consumer: str = "bern", product: str = "weather", licence: str = "v1") -> Event:
    return Event(time, "subscribe", consumer, product, licence)


def end(time: int, consumer: str = "bern", product: str = "weather") -> Event:
    return Event(time, "cancel", consumer, product, "")


def expect(entitlements: Callable, cases: Iterable[Case]) -> None:
    cases = list(cases)
    for one, (_, got) in zip(cases, run_each(entitlements, [one[:3] for one in cases])):
        same(got, one[3], "what consumers may read, and have paid")


def terms() -> list[Case]:
    """One subscription, watched over its terms, to the second; one that begins later, below 0; seconds and terms beyond
    what a float can tell apart."""
    made = [case([], 50), case([], 0)]
    for start in (7, -250, 10**9, 2**60 + 1):
        for after in (0, 1, 99, 100, 101, 199, 200, 550, 12_345):
            made.append(case([sub(start)], start + after))
    long = [Offer("weather", ["daily"], 2**54 + 1, 250, "v1")]
    return made + [
        case([sub(3)], 3 + n * long[0].seconds - by, long) for n in (1, 3) for by in (0, 1)
    ]


def ahead() -> list[Case]:
    """What has not happened yet."""
    return [case([sub(50)], 49), case([sub(10), end(60)], 59), case([sub(10), end(60)], 111),
            case([sub(10), sub(60, "oslo")], 20), case([sub(50)], 50), case([sub(10), end(150)], 120)]  # fmt: skip


def licences() -> list[Case]:
    """Another text than the offer's, also in case and blanks; agreed to later; at the second time."""
    made = [case([sub(10, licence=text)], 20) for text in ("v2", "V1", "v1 ", "", "v", "v10", "ok")]
    made.append(case([sub(10, licence="v2"), sub(40)], 60))
    made.append(case([sub(10), sub(40, licence="v2")], 60))
    made.append(case([sub(10), end(20), sub(40, licence="v2")], 130))
    made.append(case([sub(10, product="free", licence="ok")], 20))
    none = [Offer("none", ["daily"], 100, 250, "")]  # a product without a licence
    made += [case([sub(10, product="none", licence=text)], 20, none) for text in ("", "v1", " ")]
    return made


def cancelled() -> list[Case]:
    """Cancelled within a term, in its first and last second, in a later one; twice; without a subscription; another's."""
    made = []
    for at in (10, 11, 60, 109, 110, 111, 209, 210, 555):
        for now in (at, 109, 110, 209, 210, 310, 609, 610, 10**4):
            if now >= at:
                made.append(case([sub(10), end(at)], now))
    made += [
        case([end(5)], 9), case([end(5), sub(10)], 300), case([sub(10), end(20), end(150)], 300),
        case([sub(10), end(20), end(105)], 109), case([sub(10), end(30, product="prices")], 300),
        case([sub(10), sub(10, "oslo"), end(30)], 300),
    ]  # fmt: skip
    for again in (
        [20, 20],
        [20, 105],
        [110, 209],
        [20, 21, 109],
        [20, 110],
        [150, 210],
    ):  # cancelled again while its last term runs, and in the second in which that ends
        made += [case([sub(10), *map(end, again)], now) for now in (209, 210, 309)]
    for start in (-100, -101):  # the end is 0, or -1
        made += [case([sub(start), end(start + 5)], now) for now in (-2, -1, 0, 150)]
    return made


def at_once() -> list[Case]:
    """Events of one second, in either order; twelve subscriptions one after the other."""
    made = []
    for events in ([sub(10), end(10)], [end(10), sub(10)], [sub(10), end(50), sub(50)],
                   [sub(10), end(40), sub(50), end(50)], [sub(10), end(50), sub(50), end(50)]):  # fmt: skip
        made += [case(events, now) for now in (50, 109, 110, 250)]
    many = [one for at in range(12) for one in (sub(200 * at), end(200 * at + 5))]
    return [*made, *[case(many, now) for now in (450, 2_050, 2_250, 9_999)]]


def alike() -> list[Case]:
    """Names of products and consumers that make the same text when they are joined."""
    offers = [Offer("p", ["x"], 100, 5, "v1"), Offer("pa", ["y"], 100, 7, "v1")]
    both = [sub(0, "ab", "p"), sub(10, "b", "pa")]
    return [case([*both, end(20, who, what)], 150, offers)
            for who, what in (("ab", "p"), ("b", "pa"), ("b", "p"))]  # fmt: skip


def glued() -> list[Case]:
    """Likewise of shares and consumers, and joined by something."""
    made = []
    for by in ("/", ".", ":", "|", ",", " ", "-", "_", "\0"):
        offers = [Offer("p", ["s"], 100, 5, "v1"), Offer(f"p{by}q", [f"s{by}t"], 70, 7, "v1")]
        events = [
            sub(0, f"q{by}r", "p"),
            sub(1, f"t{by}r", "p"),
            sub(10, "r", f"p{by}q"),
            end(20, "r", f"p{by}q"),
        ]
        made.append(case(events, 75, offers))
    return made


def taken_back() -> list[Case]:
    """Subscribed again while it runs: with a cancellation before it and without; and cancelled again."""
    made = []
    for now in (60, 109, 110, 150, 310):
        made.append(case([sub(10), sub(50)], now))
        made.append(
            case([sub(10), sub(10), sub(20, "oslo"), end(20, "oslo"), sub(20, "oslo")], now)
        )
        made.append(case([sub(10), end(20), sub(50)], now))
        made.append(case([sub(10), end(20), sub(30), end(40)], now))
        made.append(case([sub(10), end(20), sub(30), end(40), sub(50), sub(55)], now))
    return made


def anew() -> list[Case]:
    """Subscribed after it had ended, in that second, long after; and that ends, too."""
    made = []
    for at in (110, 111, 500):
        for after in (0, 99, 100, 250):
            made.append(case([sub(10), end(20), sub(at)], at + after))
            made.append(case([sub(10), end(20), sub(at), end(at + 5)], at + after))
    return made


def several() -> list[Case]:
    """Several products with one share, several consumers: the latest end; ties; one that ends before the other."""
    made = []
    for now in (10, 40, 79, 80, 99, 109, 110, 139, 150, 300):
        made.append(case([sub(0), sub(10, product="prices")], now))
        made.append(case([sub(0, product="prices"), sub(10)], now))
        made.append(case([sub(0), end(1), sub(10, product="prices")], now))
        made.append(
            case(
                [sub(0), sub(5, product="free", licence="ok"), sub(7, "oslo"), end(9, "oslo")], now
            )
        )
    crowd = [sub(at, f"c{at}") for at in range(12)]
    return [*made, case(crowd, 50), case(crowd, 105),
            case([sub(0), sub(0, product="twice")], 20, [*OFFERS, Offer("twice", ["daily"], 100, 5, "v1")]),
            case([sub(0, product="many")], 5, [Offer("many", ["z", "a", "Z", "10", "9"], 9, 1, "v1")]),
            case([sub(0, product="none")], 5, [Offer("none", [], 9, 1, "v1")]),
            case([sub(0, "", ""), sub(1, "oslo", "")], 5, [Offer("", ["", "a"], 9, 1, "v1")]),
            case([sub(0, product="many"), sub(1, "oslo", "many")], 5, [Offer("many", ["z", "a", "z"], 9, 1, "v1")])]  # fmt: skip


def paid() -> list[Case]:
    """Who paid, what for, also nothing; several products; after it has ended."""
    made = []
    for now in (5, 100, 1_000, 99_999):
        made.append(case([sub(0), sub(0, product="prices"), sub(3, "oslo")], now))
        made.append(case([sub(0, product="free", licence="ok")], now))
        made.append(case([sub(0), end(4), sub(2, "oslo", licence="v9")], now))
    return made


def drawn(rng: np.random.Generator, count: int = 40) -> list[Case]:
    made = []
    for _ in range(count):
        offers = [Offer(f"p{at}", [str(s) for s in rng.permutation(["a", "b", "c"])[: int(rng.integers(0, 4))]],
                        int(rng.integers(1, 40)), int(rng.choice([0, 1, 99, 2**60 + 1])), f"v{int(rng.integers(3))}")
                  for at in range(int(rng.integers(1, 4)))]  # fmt: skip
        time, events = int(rng.integers(0, 20)), []
        for _ in range(int(rng.integers(0, 14))):
            time += int(rng.choice([0, 1, 3, 10, 40]))
            offer = offers[int(rng.integers(len(offers)))]
            consumer = f"c{int(rng.integers(2))}"
            if rng.random() < 0.6:
                right = rng.random() < 0.85
                events.append(sub(time, consumer, offer.product, offer.licence if right else "v9"))
            else:
                events.append(end(time, consumer, offer.product))
        made.append(case(events, time + int(rng.choice([-10, 0, 1, 5, 30, 200])), offers))
    return made


def in_turns() -> list[Case]:
    """As many events and the same second, and other times and consumers."""
    return [
        case([sub(at), end(at + 5, who), sub(at + 9, "oslo")], 130)
        for at, who in ((10, "bern"), (12, "oslo"), (40, "bern"))
    ]


def expect_refused(entitlements: Callable) -> None:
    """A product that nobody offers, in any event, also one that has not happened."""
    for events in (
        [sub(1, product="gold")],
        [sub(1), end(2, product="gold")],
        [sub(1), sub(900, product="gold")],
        [sub(1), sub(800), end(900, product="gold")],
        [sub(1, product="gold", licence="v7")],
        [end(1, product="gold")],
        [end(900, product="gold")],
    ):
        raises(ValueError, entitlements, list(OFFERS), events, 50, naming="gold")
    for time in (1, 900):  # where nothing is offered at all
        raises(ValueError, entitlements, [], [sub(time, product="gold")], 50, naming="gold")
