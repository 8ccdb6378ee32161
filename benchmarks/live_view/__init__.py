"""The live view under load: pages without a browser, and what they wait."""
