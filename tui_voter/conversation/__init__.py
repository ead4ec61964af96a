"""What both voices decide alike, decided once: pure state, without a screen, a terminal, an event
loop or a clock."""
