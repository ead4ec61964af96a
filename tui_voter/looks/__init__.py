"""What the voter's screens, the trainer's and the portal's pages are painted with: colours, themes,
large numbers and bars. This room knows nothing else of the two programs."""
