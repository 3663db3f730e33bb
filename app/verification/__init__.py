"""A quotation in, a verdict out: whether these are the words of the documents, whole, and of which edition."""
