"""The whole loop with an oracle in the place of people, to prove that labels turn into correct new edges."""
