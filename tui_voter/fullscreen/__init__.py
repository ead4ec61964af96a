"""The full-screen voice, which shows each form, menu and page as a Textual screen."""
