"""What the lab workload_management imports."""
