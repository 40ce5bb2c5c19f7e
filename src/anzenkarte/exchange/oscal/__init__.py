"""OSCAL 1.2: our editions and crosswalks written and read back, published catalogues checked, profiles resolved."""
