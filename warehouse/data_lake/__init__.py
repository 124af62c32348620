"""What the lab data_lake imports."""
