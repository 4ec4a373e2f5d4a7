"""Pure law: spans, workdays, shares, dated rules with their citations. No Django, no database."""
