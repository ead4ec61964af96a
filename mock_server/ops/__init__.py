"""What an operator needs: the journal, the metrics, backups."""
