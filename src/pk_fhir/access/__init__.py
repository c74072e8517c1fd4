"""Who is asking (`caller`), and what they may see: tokens, scopes, and the rules of law and trust (`policy`)."""
