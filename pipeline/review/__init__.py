"""The quarterly review 季度回顾: ``content`` decides what to say, one renderer per format draws it, ``verify`` reads it back.

``content.review`` (a warehouse) → ``model.Review`` (what is said, each figure with its question) → ``render`` (files, each
with a manifest) → ``verify`` (the manifest asked again of a warehouse, the visible figures read back).
"""
