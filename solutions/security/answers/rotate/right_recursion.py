"""Begins anew by calling itself; cluster and database keys are made once and used again after a conflict.

kind: right
"""


def _look(store):
    numbers = sorted(int(one.name[5:]) for one in store.list("keys/"))
    if not numbers:
        raise KeyError("keys/ is empty")
    return numbers


def _open(store, kms, context, numbers):
    ring = json.loads(store.get("keys/" + str(numbers[-1]).zfill(8)).decode())
    outer = kms.unwrap(bytes.fromhex(ring["cluster"]), context)
    return ring["blocks"], aes_key_unwrap(outer, bytes.fromhex(ring["database"]))


def block_key(store, kms, context, name):
    try:
        blocks, inner = _open(store, kms, context, _look(store))
    except NotThere:
        return block_key(store, kms, context, name)
    try:
        wrapped = blocks[name]
    except KeyError:
        raise KeyError(f"no key for {name}") from None
    return aes_key_unwrap(inner, bytes.fromhex(wrapped))


def rotate(store, kms, context):
    numbers = _look(store)
    try:
        blocks, inner = _open(store, kms, context, numbers)
    except NotThere:
        return rotate(store, kms, context)
    new, (outer, wrapped) = os.urandom(32), kms.generate(context)
    blocks = {
        name: aes_key_wrap(new, aes_key_unwrap(inner, bytes.fromhex(its))).hex().upper()
        for name, its in sorted(blocks.items())
    }
    text = json.dumps(
        {"blocks": blocks, "database": aes_key_wrap(outer, new).hex(), "cluster": wrapped.hex()},
        ensure_ascii=False, indent=1,
    )
    mine = numbers[-1] + 1
    try:
        store.put("keys/" + str(mine).zfill(8), text.encode(), if_none_match=True)
    except AlreadyExists:
        return rotate(store, kms, context)
    numbers = _look(store)
    if numbers[-1] != mine:
        return rotate(store, kms, context)
    for number in numbers[:-1]:
        store.delete("keys/" + str(number).zfill(8))
    return mine
