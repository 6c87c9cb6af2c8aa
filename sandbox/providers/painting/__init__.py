"""The painter's craft: words in, pictures out, with Pillow alone."""
