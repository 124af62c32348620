"""Every place is tried as the western end; all that is to be asked is gathered first.

kind: right
"""


def box_of(places):
    good = [p for p in places if not (math.isnan(p.longitude) or math.isnan(p.latitude))]
    if not good:
        return None
    tries = []
    for first in good:
        ways = [((p.longitude - first.longitude + 720) % 360, p.longitude) for p in good]
        width, east = max(ways)
        tries.append((width, first.longitude, east))
    tries.sort()
    south, north = good[0].latitude, good[0].latitude
    for p in good:
        south, north = min(south, p.latitude), max(north, p.latitude)
    return Box(tries[0][1], south, tries[0][2], north)


def _in(x, box):
    return box.west <= x <= box.east if box.west <= box.east else x >= box.west or x <= box.east


def _round(a, b):
    return min(abs(a - b), 360 - abs(a - b))


def may_match(block, query, distance=0.0):
    if not (distance >= 0):
        raise ValueError("a distance cannot be " + str(distance))
    if None in (block, query):
        return False
    ends = [(block.west, query), (block.east, query), (query.west, block), (query.east, block)]
    if any(_in(x, box) for x, box in ends):
        dx = 0.0
    else:
        dx = min(_round(a, b) for a in (block.west, block.east) for b in (query.west, query.east))
    if block.north < query.south:
        dy = query.south - block.north
    elif query.north < block.south:
        dy = block.south - query.north
    else:
        dy = 0.0
    return math.sqrt(dx**2 + dy**2) <= distance


def search(load, zones, query, distance, exact):
    if not (distance >= 0):
        raise ValueError("a distance cannot be " + str(distance))
    numbers = [n for n in range(len(zones)) if may_match(zones[n], query, distance)]
    places = [place for n in numbers for place in load(n)]
    near = []
    for place in places:
        x, y = place.longitude, place.latitude
        if x == x and y == y and may_match(Box(x, y, x, y), query, distance):
            near.append(place)
    rows = [place.row for place in near if exact(place.longitude, place.latitude)]
    rows.sort()
    return rows
