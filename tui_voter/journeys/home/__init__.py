"""What is behind the home page's entries, the ballots aside."""
