"""What the capstone lab takes of earlier labs: clusters, what a table weighs on the wire, tables in blocks."""

from warehouse.distribution.cluster import Cluster, InProcess, Part, SliceLost
from warehouse.distribution.records import table_bytes
from warehouse.zone_maps.blocks import BlockTable

__all__ = ["BlockTable", "Cluster", "InProcess", "Part", "SliceLost", "table_bytes"]
