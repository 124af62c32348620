"""What the lab zone_maps imports."""
