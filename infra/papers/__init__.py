"""Papers that people print: one Word template each, filled with facts, as an editable .docx and as a .pdf."""
