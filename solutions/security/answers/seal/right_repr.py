"""The place as `repr` writes its parts, hashed; whatever the library raises is one error.

kind: right
"""


def seal(key, data, place):
    nonce = os.urandom(12)
    return b"".join((nonce, _cipher(key, data).encrypt(nonce, data, _name(place))))


def unseal(key, sealed, place):
    cipher = _cipher(key, sealed)
    try:
        opened = cipher.decrypt(sealed[:12], sealed[12:], _name(place))
    except (InvalidTag, ValueError):
        opened = None
    if opened is None:
        raise Tampered(place)
    return opened


def _name(place):
    return hashlib.sha512(repr(tuple(place)).encode("utf-8", "surrogatepass")).digest()


def _cipher(key, other):
    if any(type(each) is not bytes for each in (key, other)):
        raise TypeError(f"{type(key).__name__} and {type(other).__name__} are given")
    if len(key) == 32:
        return AESGCM(key)
    raise ValueError(f"the key has {len(key)} bytes in place of 32")
