"""The polling board's program: keys, codes, notices and shares."""
