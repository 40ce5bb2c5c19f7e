"""Crosswalks: how items of one edition relate to items of another, who says so, and what follows from it."""
