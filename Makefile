# 全程 Quancheng: `make demo` shows it, `make test` proves it.
# Needs Python 3.11 or newer, git, make and the package registries; everything else is brought along.

PYTHON ?= python3
PORT   ?= 8000
DEMO   ?= $(CURDIR)/var/demo
BIN    := $(CURDIR)/.venv/bin
# never the database that this shell may be pointing at
DEMO_QC = env -u DATABASE_URL -u QUANCHENG_DB QUANCHENG_HOME='$(DEMO)' QUANCHENG_FONTS='$(CURDIR)/.cache/debian/usr/share/fonts' \
  $(BIN)/quancheng

.DEFAULT_GOAL := help
.PHONY: help demo demo-data test check bench clean

help:  ## 列出全部目标 list these targets
	@sed -n 's/^\([a-z-]*\):.*## /  make \1\t/p' Makefile | expand -t 20

demo: demo-data  ## 打开演示县 the demo county in your browser (PORT=8000)
	@$(DEMO_QC) serve --port $(PORT)

# An unfinished demo county is thrown away: it is made through the same steps as real work, and cannot be resumed.
demo-data:
	@$(PYTHON) tools/setup.py demo
	@test -f '$(DEMO)/loaded' || rm -rf '$(DEMO)'
	@mkdir -p '$(DEMO)'
	@$(DEMO_QC) migrate --verbosity 0
	@test -f '$(DEMO)/loaded' || { $(DEMO_QC) demo load && touch '$(DEMO)/loaded'; }

test:  ## 全部测试 the whole suite: SQLite, PostgreSQL, browser
	@$(PYTHON) tools/setup.py test; had=$$?; \
	  if [ $$had -ne 0 ] && [ $$had -ne 3 ]; then exit $$had; fi; \
	  $(BIN)/python tools/suite.py $(ARGS) && exit $$had

check:  ## 风格、类型、契约、文档 style, types, contracts, generated docs
	@$(PYTHON) tools/setup.py check
	@$(BIN)/ruff check -q .
	@$(BIN)/ruff format -q --check .
	@$(BIN)/mypy --no-error-summary
	@$(BIN)/python -m pytest -q tests/contracts
	@$(BIN)/quancheng makemigrations --check --dry-run --verbosity 1
	@$(BIN)/quancheng docs --check


# Ours against the limit; a wrong answer is not measured. ARGS=--quick for a small run.
bench:  ## 与极限对比的测速 measured against the limit, on both databases
	@$(PYTHON) tools/setup.py test; had=$$?; if [ $$had -ne 0 ] && [ $$had -ne 3 ]; then exit $$had; fi; \
	  $(BIN)/python tools/bench.py $(ARGS)

clean:  ## 删去演示数据和缓存 removes demo data and caches, never other data
	@rm -rf '$(CURDIR)/var/demo' .cache .mypy_cache .pytest_cache .ruff_cache .hypothesis build dist
	@find src tests tools -name __pycache__ -type d -prune -exec rm -rf {} +
