"""A search from the owner by grantor; an OrderedDict of texts, the tables' versions in a tuple.

kind: right
"""

from collections import OrderedDict, defaultdict, deque


def remaining(owner, grants, revoked):
    gives = defaultdict(list)
    for grant in grants:
        if grant != revoked and grant.option:
            gives[grant.grantor].append(grant.grantee)
    reached, todo = {owner}, deque([owner])
    while todo:
        for who in gives[todo.popleft()]:
            if who not in reached:
                reached.add(who)
                todo.append(who)
    return [grant for grant in grants if grant.grantor in reached and not grant == revoked]


class Results:
    def __init__(self, warehouse, capacity):
        if not capacity >= 0:
            raise ValueError(f"capacity {capacity}")
        self.house, self.room, self.texts = warehouse, capacity, OrderedDict()

    def answer(self, user, sql):
        house = self.house
        missing = [table for table in house.tables(sql) if not house.may(user, table)]
        if missing:
            raise Refused(user, missing[0])
        text = house.rewrite(user, sql)
        reads = tuple((table, house.version(table)) for table in sorted(house.tables(text)))
        versions, rows = self.texts.get(text, (None, ()))
        if versions != reads:
            rows = tuple(house.run(text))
            self.texts[text] = (reads, rows)
        self.texts.move_to_end(text)
        while len(self.texts) > self.room:
            self.texts.popitem(last=False)
        return [*rows]
