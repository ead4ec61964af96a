"""The portal over HTTP: its routes, pages and server."""
