"""What the lab table_optimization imports."""
