"""What a person asks for, a verb a file: each returns a value, or raises one of `refusals`. No face is known here."""
