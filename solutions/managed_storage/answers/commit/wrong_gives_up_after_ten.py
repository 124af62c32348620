"""An append gives up after ten numbers.

kind: wrong
reason: appends
breaks: appends
hint: Whom does a commit disturb that only adds?
"""

def commit(store, version: int, add: list[bytes], remove: list[str]) -> int:
    if version < 0:
        raise ValueError(f"there is no version {version}")
    names = [written(store, version, block) for block in dict.fromkeys(add)]
    for _ in range(10):
        entry = json.dumps({"add": names, "remove": list(remove), "sweep": []}).encode()
        version += 1
        try:
            store.put(f"log/{version:08}", entry, if_none_match=True)  # the commit point
            return version
        except AlreadyExists:
            if remove:
                raise ConflictError(f"version {version} is another writer's") from None
        condemned = json.loads(store.get(f"log/{version:08}"))["sweep"]
        contents = dict(zip(names, dict.fromkeys(add)))
        names = [written(store, version, contents[name]) if name in condemned else name for name in names]
    raise ConflictError(f"version {version} is another writer's")


def written(store, version: int, block: bytes) -> str:
    """The block's name among those of ``version``, once it is there."""
    name = f"blocks/{version:08}-{hashlib.sha256(block).hexdigest()}"
    try:
        store.put(name, block, if_none_match=True)
    except AlreadyExists:
        pass
    return name
