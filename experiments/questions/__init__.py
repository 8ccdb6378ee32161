"""Four questions of policy, each asked of the federal case in every regime and at several kappas.

Every question is declared once (`the_order`, `the_hubs`, `the_law`, `the_courses`): its
arms, which are scenarios; what is measured of them; and which differences are looked at.
`asking` runs them under common seeds, `verdict` says by rule what the differences come to,
`page` writes it down.
"""
