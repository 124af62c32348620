"""What the lab serverless imports."""
