"""The rows behind the product, on SQLite or PostgreSQL. Only `Store` and core models leave this package."""
