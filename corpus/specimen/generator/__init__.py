"""Turns the sources of the specimen site into pages (render) and into what extraction must find (truth)."""
