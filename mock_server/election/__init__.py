"""One election: its folder, read and checked; its voters, rolls and ballots; its clock."""
