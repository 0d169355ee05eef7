"""Sections of the data page, one function each; they show tables of the warehouse's bookkeeping."""
