"""What ``pli process`` finds in fictional mail, beside what is true of it."""
