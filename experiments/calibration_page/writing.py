"""Write the page of a calibration."""

from pathlib import Path

from experiments.brief.writing import Format, write_page
from experiments.calibration_page.fitting import fit
from experiments.calibration_page.gathering import gather
from experiments.calibration_page.page import blocks, title
from experiments.progress import say

NAME = "report"


def write_report(folder: Path, out: Path | None, form: Format) -> list[Path]:
    """Make the page of a calibration's folder; return the files that were written, the page first.

    out: the page; `report.html` or `report.md` in the folder if None.  Raises InputError where
    the folder holds no complete calibration or a file cannot be written.
    """
    material = gather(folder)
    table = fit(material)
    say("Drawing pictures ...")
    from experiments.calibration_page.drawing import draw

    page = out if out is not None else folder / f"{NAME}.{form}"
    return write_page(page, title(material), blocks(material, table, draw(material, table)), form)
