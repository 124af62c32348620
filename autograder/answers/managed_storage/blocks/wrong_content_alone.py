"""The name is the hash alone, whatever the version.

kind: wrong
reason: names
hint: Which two things does the name of a block tell?
"""

def block_name(data: bytes, version: int) -> str:
    return f"blocks/{hashlib.sha256(data).hexdigest()}"


def read_block(store, name: str) -> bytes:
    data = store.get(name)
    if hashlib.sha256(data).hexdigest() != name[-64:]:
        raise ValueError(f"block {name} is damaged: its bytes do not hash to its name")
    return data
