"""The new keys are made before the first look, and what is stale is deleted from the newest down.

kind: right
"""


def _newest(store):
    while True:
        listed = {int(one.name.removeprefix("keys/")): one.name for one in store.list("keys/")}
        if not listed:
            raise KeyError("nothing under keys/")
        top = max(listed)
        try:
            return top, json.loads(store.get(listed[top]))
        except NotThere:
            continue


def _inner(kms, context, ring):
    outer = kms.unwrap(bytes.fromhex(ring["cluster"]), context)
    return aes_key_unwrap(outer, bytes.fromhex(ring["database"]))


def block_key(store, kms, context, name):
    ring = _newest(store)[1]
    its = ring["blocks"].get(name)
    if its is None:
        raise KeyError(name)
    return aes_key_unwrap(_inner(kms, context, ring), bytes.fromhex(its))


def rotate(store, kms, context):
    made = None
    database = os.urandom(32)
    while True:
        top, ring = _newest(store)
        old = _inner(kms, context, ring)
        made = made or kms.generate(context)
        ring = {
            "cluster": made[1].hex(),
            "database": aes_key_wrap(made[0], database).hex(),
            "blocks": {
                name: aes_key_wrap(database, aes_key_unwrap(old, bytes.fromhex(key))).hex()
                for name, key in ring["blocks"].items()
            },
        }
        try:
            store.put(f"keys/{top + 1:08}", json.dumps(ring).encode(), if_none_match=True)
        except AlreadyExists:
            continue
        names = [one.name for one in store.list("keys/")]
        numbers = sorted((int(name.removeprefix("keys/")) for name in names), reverse=True)
        if numbers[0] > top + 1:
            continue
        for number in numbers[1:]:
            store.delete(f"keys/{number:08}")
        return top + 1
