"""How mail enters: what a file is, everything packed in it, its pages, and the doors it comes through."""
