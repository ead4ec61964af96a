"""The endpoints, by subject. Each only hands a request to the act that answers it."""
