"""What the lab concurrency_scaling imports."""
