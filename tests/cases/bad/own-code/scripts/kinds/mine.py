

raise ValueError("no kind")
