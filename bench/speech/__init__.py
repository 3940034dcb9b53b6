"""How well the kinds of speech and the worth of letters are told in voices that nothing was learnt from."""
