#!/usr/bin/env bash
# What is built in: licences, bans, sources, and advisories where their data can be had.
# tests/supply.rs checks the licences in any case.
set -euo pipefail

if ! command -v cargo-deny >/dev/null; then
    echo "没有 cargo-deny:许可证由 tests/supply.rs 检查,漏洞通告没有检查 / no cargo-deny: tests/supply.rs checks the licences, advisories were skipped"
    exit 0
fi
cargo deny --locked check bans licenses sources
told=$(mktemp)
trap 'rm -f "$told"' EXIT
if cargo deny --locked check advisories >"$told" 2>&1; then
    tail -n 1 "$told"
elif grep -q 'failed to .* advisory database' "$told"; then
    echo "漏洞通告的数据取不到,没有检查 / the advisory data cannot be had: advisories were skipped"
else
    cat "$told"
    exit 1
fi
