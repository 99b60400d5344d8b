#!/usr/bin/env bash
# Prints what has a size that depends on the tier (tests/Connector.Testing/Tier.cs): a line per test project, its name and the patterns of its classes
# that do, a file being named as its class. Of the reliability tests it is all, whose helpers have sizes too.
#   eng/tiered-tests.sh            Connector.Ingress.Tests *.FuzzTests
#   eng/tiered-tests.sh --names    Connector.Ingress.Tests
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
grep -rlE '\bTiers?\.(Pick|RunsFrom|Current)\b' tests --include='*Tests.cs' | sort | awk -F/ -v names="${1:-}" '
  $2 ~ /\.Tests$/ {
    class = $NF; sub(/\.cs$/, "", class)
    if (!($2 in classes)) order[++n] = $2
    classes[$2] = classes[$2] ($2 ~ /Reliability/ ? "" : " *." class)
  }
  END { for (i = 1; i <= n; i++) print order[i] (names == "--names" ? "" : classes[order[i]]) }'
