"""The stored memory of the parties, and its verbs: Django apps over the pure rooms below.

Lowest first: ``scope`` (whose rows may be seen) → ``audit`` (a chain per organisation) → ``organisations`` (members,
roles, and ``act``, the one door for every change) → ``documents_store`` (drafts, revisions, blobs) → ``evidence`` |
``contracts`` | ``disclosures`` → ``assessments`` → ``handovers`` → ``agreements`` | ``inspections``. No rule of a
guideline lives here.
"""
