"""Pages for browsers, which explain what to do with an emailed link."""
