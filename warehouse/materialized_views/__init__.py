"""What the lab materialized_views imports."""
