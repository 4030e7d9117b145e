"""Value types with a canonical text form: what stands in a record is that text, what computes is the type."""
