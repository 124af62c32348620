"""What the lab managed_storage imports."""
