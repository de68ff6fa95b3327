"""What the BI area, its clients and its tools receive, each kind in a room of its own."""
