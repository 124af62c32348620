"""What the lab external_functions imports."""
