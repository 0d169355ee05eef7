"""The dashboard: pages that show what ``pipeline`` computes. Nothing here computes a figure.

``app.py`` lists the pages; a page asks ``data.py`` for figures, ``text.py`` for words, ``charts.py`` for drawings.
"""
