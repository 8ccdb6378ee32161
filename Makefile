# Everything runs inside .venv, which the targets make themselves.

PYTHON := .venv/bin/python
INSTALL := $(PYTHON) -m pip install --quiet --disable-pip-version-check
CODE := sim experiments viz tests benchmarks tools

.PHONY: help demo view test lint bench prove docs screens examples calibration proof pin clean
.NOTPARALLEL:

help: ## show these targets
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1@\2/p' Makefile | tr '@' '\t'

demo: .venv/installed ## run the federal case with its policy packages into results/demo
	@.venv/bin/redtape demo

view: .venv/installed-view ## open the live view in a browser
	@.venv/bin/redtape view

test: lint ## check the code and run every test but the long proofs
	@sh tools/get_chromium.sh
	@$(PYTHON) -m pytest

lint: .venv/installed-dev ## check style and types
	@$(PYTHON) -m ruff check $(CODE)
	@$(PYTHON) -m ruff format --check $(CODE)
	@$(PYTHON) -m mypy

bench: .venv/installed ## measure speed against plain Mesa and against C (needs gcc)
	@$(PYTHON) -m benchmarks

prove: .venv/installed-dev ## run the long proofs
	@$(PYTHON) -m pytest -m prove

docs: .venv/installed ## write the generated pages and pictures of docs/
	@$(PYTHON) -m experiments.docs
	@$(PYTHON) -m experiments.ablation
	@$(PYTHON) -m experiments.questions
	@$(PYTHON) -m experiments.validation
	@.venv/bin/redtape run federal-eoffice --out build/docs --force
	@mkdir -p docs/pictures && cp build/docs/pictures/*.png docs/pictures/

screens: .venv/installed-dev ## photograph the live view for docs/pictures (five minutes; needs Chromium)
	@sh tools/get_chromium.sh
	@PYTHONPATH=tests/live $(PYTHON) -m tools.screens

examples: .venv/installed ## run the study of federal packages (about an hour) and write its brief into docs/examples
	@.venv/bin/redtape sweep federal-packages --out build/federal-packages
	@.venv/bin/redtape compare build/federal-packages --break-even > build/federal-packages/compared.txt
	@mkdir -p docs/examples && .venv/bin/redtape report build/federal-packages --out docs/examples/federal-packages.html

calibration: .venv/installed-dev ## calibrate the federal record (twenty minutes) and write its report into docs/examples
	@.venv/bin/redtape calibrate federal-record --out build/federal-record
	@.venv/bin/redtape validate build/federal-record --force
	@.venv/bin/redtape reflect build/federal-record --force
	@mkdir -p docs/examples && .venv/bin/redtape report build/federal-record --out docs/examples/federal-calibration.html
	@$(PYTHON) -m experiments.trace.summary build/federal-record
	@$(PYTHON) -m experiments.validation --keep-patterns

proof: .venv/installed-dev ## prove the inference of the federal record on planted truths (half an hour on two processors) and keep the result
	@.venv/bin/redtape calibrate federal-record --self-test --plants 40 --out build/federal-self-test
	@mkdir -p scenarios/calibrations/proofs && cp build/federal-self-test/proof.json scenarios/calibrations/proofs/federal-record.json

pin: ## renew constraints.txt from the newest versions that pyproject.toml allows
	@sh tools/make_venv.sh build/pin
	@build/pin/bin/python -m pip install --quiet --disable-pip-version-check -e '.[dev]'
	@echo "# What redtape was tested with; renewed by make pin." > constraints.txt
	@build/pin/bin/python -m pip freeze --exclude-editable >> constraints.txt

clean: ## remove the environment and what tools left; results stay
	@rm -rf .venv build *.egg-info .mypy_cache .pytest_cache .ruff_cache .hypothesis
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

.venv/bin/python:
	@sh tools/make_venv.sh .venv

.venv/installed: .venv/bin/python pyproject.toml constraints.txt
	@echo "Installing redtape and what it needs into .venv (a minute or two the first time) ..."
	@$(INSTALL) -c constraints.txt -e .
	@touch $@

.venv/installed-view: .venv/bin/python pyproject.toml constraints.txt
	@echo "Installing redtape and its live view into .venv (a minute or two the first time) ..."
	@$(INSTALL) -c constraints.txt -e '.[view]'
	@touch .venv/installed $@

.venv/installed-dev: .venv/bin/python pyproject.toml constraints.txt
	@echo "Installing redtape and its tests' tools into .venv (a minute or two the first time) ..."
	@$(INSTALL) -c constraints.txt -e '.[dev]'
	@touch .venv/installed .venv/installed-view $@
