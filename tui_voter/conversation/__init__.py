"""The decisions that both voices share: pure state, without a screen, a terminal, an event loop or
a clock."""
