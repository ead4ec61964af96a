"""The portal as the client sees it: the contract, the client, the hygiene."""
