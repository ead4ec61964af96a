"""The portal as the client sees it: the contract, the client, the hygiene."""

import sys

# httpx has a command of its own, which draws with click, rich and Pygments, and loads them with
# itself wherever they are installed. Without it, httpx loads in half the time.
sys.modules.setdefault("httpx._main", None)  # type: ignore[arg-type] # which Python's import knows
