"""What is typed without a pause lands where a person would have put it."""
