"""Every part of the place is written behind its length; the tag is dealt with by the lower interface of the library.

kind: right
"""

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes


def _about(place):
    out = b""
    for part in place:
        text = str(part).encode("utf-8", "surrogatepass")
        out += len(text).to_bytes(8, "big") + text
    return out


def _look(key, other):
    if not (type(key) is bytes and type(other) is bytes):
        raise TypeError("bytes, please")
    if len(key) != 32:
        raise ValueError(f"{len(key)} bytes are no key")


def seal(key, data, place):
    _look(key, data)
    nonce = os.urandom(12)
    encryptor = Cipher(algorithms.AES(key), modes.GCM(nonce)).encryptor()
    encryptor.authenticate_additional_data(_about(place))
    return nonce + encryptor.update(data) + encryptor.finalize() + encryptor.tag


def unseal(key, sealed, place):
    _look(key, sealed)
    try:
        nonce, content, tag = sealed[:12], sealed[12:-16], sealed[-16:]
        decryptor = Cipher(algorithms.AES(key), modes.GCM(nonce, tag)).decryptor()
        decryptor.authenticate_additional_data(_about(place))
        return decryptor.update(content) + decryptor.finalize()
    except (InvalidTag, ValueError):
        raise Tampered(place) from None
