"""What the lab capstone imports."""
