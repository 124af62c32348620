"""What the store gives is believed.

kind: wrong
reason: damaged
hint: The name says what the bytes must hash to.
"""

def read_block(store, name: str) -> bytes:
    data = store.get(name)
    return data
