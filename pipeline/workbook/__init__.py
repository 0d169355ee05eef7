"""The process that parses workbooks, and what it needs; light to import, for it starts once per workbook."""
