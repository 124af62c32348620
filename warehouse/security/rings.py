"""Key rings in a store: how a cluster begins, and how a block that is new gets its key.

A ring is one object, JSON of three fields: the cluster key as the service wrapped it, the database key under the cluster
key, and by name the keys of all blocks under the database key.
"""

from __future__ import annotations

import json
import os

from cryptography.hazmat.primitives import keywrap

from warehouse.managed_storage.objects import AlreadyExists as AlreadyExists
from warehouse.managed_storage.objects import MemoryStore as MemoryStore
from warehouse.managed_storage.objects import NotThere as NotThere
from warehouse.security.kms import Kms

PREFIX = "keys/"


def name_of(generation: int) -> str:
    """The object that holds a generation: at least eight digits."""
    return f"{PREFIX}{generation:08d}"


def found(
    store: MemoryStore, kms: Kms, context: dict[str, str], blocks: list[str], generation: int = 1
) -> dict[str, bytes]:
    """Write a first ring with new keys for these blocks; returns the blocks' keys, in the open."""
    cluster_key, wrapped = kms.generate(context)
    database_key, keys = os.urandom(32), {name: os.urandom(32) for name in blocks}
    ring = {
        "cluster": wrapped.hex(),
        "database": keywrap.aes_key_wrap(cluster_key, database_key).hex(),
        "blocks": {
            name: keywrap.aes_key_wrap(database_key, key).hex() for name, key in keys.items()
        },
    }
    store.put(name_of(generation), json.dumps(ring).encode(), if_none_match=True)
    return keys


def add_block(store: MemoryStore, kms: Kms, context: dict[str, str], block: str) -> bytes:
    """What a node does that writes a new block: the newest ring with one key more becomes the next generation, and
    the one before goes. Returns the block's key. Nobody else may write meanwhile."""
    number = max(int(its.name.removeprefix(PREFIX)) for its in store.list(PREFIX))
    newest = name_of(number)
    ring = json.loads(store.get(newest))
    outer = kms.unwrap(bytes.fromhex(ring["cluster"]), context)
    inner, new = keywrap.aes_key_unwrap(outer, bytes.fromhex(ring["database"])), os.urandom(32)
    ring["blocks"][block] = keywrap.aes_key_wrap(inner, new).hex()
    store.put(name_of(number + 1), json.dumps(ring).encode(), if_none_match=True)
    store.delete(newest)
    return new
