"""The widest gap between neighbours, spans cut at the meridian, squares instead of roots.

kind: right
"""


def box_of(places):
    good = [(p.longitude, p.latitude) for p in places
            if p.longitude == p.longitude and p.latitude == p.latitude]
    if len(good) == 0:
        return None
    xs = sorted(x for x, _ in good)
    ys = sorted(y for _, y in good)
    best, west, east = 360 - (xs[-1] - xs[0]), xs[0], xs[-1]
    for left, right in zip(xs, xs[1:]):
        if right - left > best:
            best, west, east = right - left, right, left
    return Box(west=west, south=ys[0], east=east, north=ys[-1])


def _pieces(box):
    if box.west <= box.east:
        return [(box.west, box.east)]
    return [(box.west, 180.0), (-180.0, box.east)]


def _apart(a, b, c, d):
    return max(c - b, a - d, 0)


def _near(block, query, distance):
    north = _apart(block.south, block.north, query.south, query.north)
    for a, b in _pieces(block):
        for c, d in _pieces(query):
            for turn in (-360, 0, 360):
                east = _apart(a, b, c + turn, d + turn)
                if east * east + north * north <= distance * distance:
                    return True
    return False


def may_match(block, query, distance=0.0):
    if distance != distance or distance < 0:
        raise ValueError(f"no distance: {distance}")
    return block is not None and query is not None and _near(block, query, distance)


def search(load, zones, query, distance, exact):
    if distance != distance or distance < 0:
        raise ValueError(f"no distance: {distance}")
    found = set()
    for number, zone in enumerate(zones):
        if may_match(zone, query, distance):
            for place in load(number):
                if place.longitude != place.longitude or place.latitude != place.latitude:
                    continue
                spot = Box(place.longitude, place.latitude, place.longitude, place.latitude)
                if may_match(spot, query, distance) and exact(place.longitude, place.latitude):
                    found.add(place.row)
    return sorted(found)
