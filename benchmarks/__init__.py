"""What a build costs, each case beside a baseline of the same run."""
