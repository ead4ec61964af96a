"""Alembic's environment: runs the migrations in the given transaction."""

from alembic import context

from mock_server.db.schema import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    compare_server_default=True,
)
with context.begin_transaction():
    context.run_migrations()
