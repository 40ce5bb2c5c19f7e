"""Renderers: one content tree into html, pdf, docx; sheets into xlsx; drawings into svg."""
