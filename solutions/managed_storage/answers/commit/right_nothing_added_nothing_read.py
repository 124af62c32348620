"""Who adds no block does not look at what a sweep condemned: the task leaves it to him.

kind: right
"""


def commit(store, version: int, add: list[bytes], remove: list[str]) -> int:
    if version < 0:
        raise ValueError(f"there is no version {version}")
    names = [written(store, version, block) for block in dict.fromkeys(add)]
    while True:
        entry = json.dumps({"add": names, "remove": list(remove), "sweep": []}).encode()
        version += 1
        try:
            store.put(f"log/{version:08}", entry, if_none_match=True)  # the commit point
            return version
        except AlreadyExists:
            if remove:
                raise ConflictError(f"version {version} is another writer's") from None
        condemned = json.loads(store.get(f"log/{version:08}"))["sweep"] if add else []
        contents = dict(zip(names, dict.fromkeys(add)))
        names = [
            written(store, version, contents[name]) if name in condemned else name for name in names
        ]


def written(store, version: int, block: bytes) -> str:
    """The block's name among those of ``version``, once it is there."""
    name = f"blocks/{version:08}-{hashlib.sha256(block).hexdigest()}"
    try:
        store.put(name, block, if_none_match=True)
    except AlreadyExists:
        pass
    return name
