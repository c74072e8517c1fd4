"""Run by Alembic with the connection that `migrate` hands it."""

from alembic import context

from pk_fhir.store.tables import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata)
with context.begin_transaction():
    context.run_migrations()
