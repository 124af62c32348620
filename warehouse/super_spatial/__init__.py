"""What the lab super_spatial imports."""
