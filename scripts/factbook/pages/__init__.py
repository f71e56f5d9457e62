"""Pages: the story's Markdown run over its facts."""
