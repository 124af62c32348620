"""Older generations go before the service has said whether it opens anything.

kind: wrong
breaks: denied
reason: denied
hint: Denied, and the store was to be as it was. What have you done to it by then?
"""

import json
import os

from cryptography.hazmat.primitives.keywrap import aes_key_unwrap, aes_key_wrap


def _name(number):
    return f"keys/{number:08d}"


def _numbers(store):
    return [int(one.name.removeprefix("keys/")) for one in store.list("keys/")]


def _newest(store):
    while True:
        numbers = _numbers(store)
        if not numbers:
            raise KeyError("there is no generation under keys/")
        try:
            return max(numbers), json.loads(store.get(_name(max(numbers)))), numbers
        except NotThere:
            continue


def _opened(ring, kms, context):
    cluster = kms.unwrap(bytes.fromhex(ring["cluster"]), context)
    return aes_key_unwrap(cluster, bytes.fromhex(ring["database"]))


def block_key(store, kms, context, name):
    _, ring, _ = _newest(store)
    if name not in ring["blocks"]:
        raise KeyError(name)
    return aes_key_unwrap(_opened(ring, kms, context), bytes.fromhex(ring["blocks"][name]))


def rotate(store, kms, context):
    while True:
        number, ring, seen = _newest(store)
        for older in sorted(seen)[:-1]:
            store.delete(_name(older))
        old = _opened(ring, kms, context)
        cluster, wrapped = kms.generate(context)
        new = os.urandom(32)
        blocks = {
            name: aes_key_wrap(new, aes_key_unwrap(old, bytes.fromhex(key))).hex()
            for name, key in ring["blocks"].items()
        }
        made = {"cluster": wrapped.hex(), "database": aes_key_wrap(cluster, new).hex(), "blocks": blocks}
        mine = number + 1
        try:
            store.put(_name(mine), json.dumps(made).encode(), if_none_match=True)
        except AlreadyExists:
            continue
        numbers = _numbers(store)
        if max(numbers) == mine:
            break
    for older in numbers:
        if older < mine:
            store.delete(_name(older))
    return mine
