"""Alembic migrations (https://alembic.sqlalchemy.org): `versions/` has one module for each change."""
