"""What the lab federated_query imports."""
