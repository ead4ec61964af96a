"""What an operator watches: the journal and the metrics."""
