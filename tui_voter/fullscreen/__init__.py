"""The full-screen voice: each form, menu and page as a designed screen, in Textual."""
