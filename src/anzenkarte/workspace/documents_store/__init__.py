"""Karte documents as stored: entity blobs once, revisions as manifests over them, drafts as operations on a base."""
