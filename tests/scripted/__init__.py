"""A portal and a machine that fail in each way, for tests of what a real one does not do."""
