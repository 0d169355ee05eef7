"""The sections of a review, one module each: ``section(answers, …)`` returns it, with words where there is nothing to show."""
