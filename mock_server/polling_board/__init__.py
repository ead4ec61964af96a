"""The polling board's own program: keys, codes and shares. It knows neither database nor portal."""
