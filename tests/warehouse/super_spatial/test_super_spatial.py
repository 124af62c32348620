"""Tests of what the lab on semi-structured and spatial data imports."""

from warehouse.super_spatial.records import Box, Column


def test_records_say_what_they_hold():
    assert Column(("a", "b"), "int").kind == "int"
    assert Box(170, -10, -170, 10).west > Box(170, -10, -170, 10).east
