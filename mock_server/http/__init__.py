"""The portal over HTTP: its routes, its few pages, its server."""
