"""What the words mean: types of pièce, where each begins, recevabilité and its evidence, and whose filing it is."""
