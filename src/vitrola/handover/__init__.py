"""What the BI area, its clients and its tools receive of a publication."""
