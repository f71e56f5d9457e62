"""Views: what follows from the facts. Functions from a factbook to rows; nothing here is stored or edited."""
