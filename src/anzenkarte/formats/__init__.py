"""Formats: reading what strangers hand in and writing bytes that never differ.

Strict YAML with line marks, strict JSON, canonical JSON (RFC 8785), directories written whole or not at all, guarded
zip and text that is safe inside XML. Every refusal of input is an :class:`anzenkarte.kernel.errors.InputError`.
"""
