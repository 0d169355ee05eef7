"""Charts of the review as SVG, one module per kind; ``render.svg`` chooses. Texts stay texts, colours are classes."""
