"""What the lab warmup imports."""
