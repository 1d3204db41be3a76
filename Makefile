# Two commands: `make demo` and `make test`. Both install what is missing, both may
# be run again at any time.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.PHONY: help demo test build model packages test-packages

LIYU := target/release/liyu
DEMO_STORE := target/demo-store

help:
	@echo "make demo   安装所缺、编译,处理自带录音,打开控制台 / install, build, run the bundled recordings"
	@echo "make test   安装所缺,跑格式、静态检查和全部测试 / install, then format, lints and all tests"

# ALSA headers and cmake for the build; pip only where weights must be fetched.
packages:
	@tests/support/packages.sh build

test-packages:
	@tests/support/packages.sh build test

build: packages
	@echo "== 编译 / building (first time: some minutes)"
	@cargo build --release --locked

model: build
	@echo "== 语音识别模型 / speech recognition model"
	@$(LIYU) model install base

demo: model
	@echo "== 自带录音 / bundled recordings"
	@rm -rf $(DEMO_STORE)
	@$(LIYU) replay --store $(DEMO_STORE) --channels clerk,citizen recordings/demo/*.wav
	@if [ -t 0 ] && [ -t 1 ]; then exec $(LIYU) console --store $(DEMO_STORE); \
	else echo "== 没有终端,不开控制台 / no terminal, no console: $(LIYU) console --store $(DEMO_STORE)"; fi

test: test-packages model
	@echo "== 格式 / format"
	@cargo fmt --check
	@echo "== 静态检查 / lints"
	@cargo clippy --release --locked --all-targets -- -D warnings
	@echo "== 依赖 / dependencies"
	@tests/support/supply.sh
	@echo "== 测试 / tests"
	@status=0; cargo test --release --locked --lib --bins --tests --no-fail-fast 2>&1 \
		| tee target/test.log || status=$$?; \
	awk '/^test result:/ { passed += $$4; failed += $$6; skipped += $$8 } \
		END { printf "%d passed, %d failed, %d skipped\n", passed, failed, skipped }' target/test.log; \
	exit $$status
