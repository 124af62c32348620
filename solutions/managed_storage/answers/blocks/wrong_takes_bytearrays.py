"""A bytearray is as good as bytes.

kind: wrong
reason: types
breaks: types
hint: Whoever holds a bytearray can change it after you have computed its name. What does the task say about types?
"""

def write_blocks(store, version, blocks):
    if not all(isinstance(b, (bytes, bytearray, memoryview)) for b in blocks):
        raise TypeError("blocks are bytes")
    names = [block_name(bytes(b), version) for b in blocks]
    for name, block in dict(zip(names, blocks)).items():
        try:
            store.put(name, bytes(block), if_none_match=True)
        except AlreadyExists:
            pass
    return names
