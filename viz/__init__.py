"""Looking at results: charts for reports and pages, and the offline report itself.

Nothing here runs the model.  Charts take tidy frames and give Altair charts; importing
this package alone loads neither Altair nor the converter.
"""
