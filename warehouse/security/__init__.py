"""What the security lab imports: records, a service that keeps keys, key rings in a store, a shop whose orders
not everybody may see, and views."""
