"""The training room: a portal for a trainer's learners, and what the trainer sees and does."""
