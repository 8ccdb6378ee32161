"""Two regimes that fit one record: how alike, where they part, and which observation would tell them apart.

The reflection problem (Manski 1993): a rise under pressure does not say how much of it each
official owes to pressure and how much to colleagues.  What is left when pressure ends does.
"""
