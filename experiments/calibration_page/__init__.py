"""The page of a calibration: where the model misfits first, then what the record tells and cannot tell."""
