"""The live view: a page in a browser around a session that is handed to it."""
