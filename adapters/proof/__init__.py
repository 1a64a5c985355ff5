"""Bills that prove themselves: the JSON of a proof, its writer and its verifier."""
