"""The yearly inspection pack: checklist, confirmations of vendors, registers, dates, chase list."""
