"""Changes the metrics and statistics on purpose, one place at a time, and lists the changes that no test notices."""
