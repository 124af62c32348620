"""Unsupported grants are taken away until none is; results carry the number of their last answer.

kind: right
"""


def remaining(owner, grants, revoked):
    depth = {owner: 0}
    left = [one for one in grants if one != revoked]
    for _ in range(len(left) + 1):
        for one in left:
            if one.option and one.grantor in depth and one.grantee not in depth:
                depth[one.grantee] = depth[one.grantor] + 1
    return list(filter(lambda one: one.grantor in depth, left))


class Results:
    def __init__(self, warehouse, capacity):
        if capacity < 0:
            raise ValueError(f"{capacity} is below nothing")
        self._house = warehouse
        self._capacity = capacity
        self._time = 0
        self._held = {}

    def answer(self, user, sql):
        for table in self._house.tables(sql):
            if self._house.may(user, table) is False:
                raise Refused(user, table)
        self._time += 1
        text = self._house.rewrite(user, sql)
        now = [[table, self._house.version(table)] for table in self._house.tables(text)]
        if text not in self._held or self._held[text]["versions"] != now:
            rows = self._house.run(text)
            if self._capacity == 0:
                return rows[:]
            self._held[text] = {"versions": now, "rows": rows[:]}
        self._held[text]["time"] = self._time
        if len(self._held) > self._capacity:
            oldest = min(self._held, key=lambda one: self._held[one]["time"])
            self._held.pop(oldest)
            if oldest == text:
                return []
        return self._held[text]["rows"][:]
