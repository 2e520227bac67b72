"""One module per house: its addresses and its HTML."""
