"""A page for each set of raw files, which says what they are like to somebody from the business."""
