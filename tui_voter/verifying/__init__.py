"""``tui-voter verify``: what a receipt and a ballot box are worth, without portal or account."""
