"""The wire contract between the voter client and the portal: one set of shapes and rules for
both sides."""
