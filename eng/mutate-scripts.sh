#!/usr/bin/env bash
# Mutates the Lua scripts of Connector.Jobs, which Stryker cannot: one mutant at a time it takes away a line that calls Redis or changes a hash (-) or turns a comparison
# round (~), builds Connector.Jobs with it, and runs Connector.Jobs.Tests, on a real Redis, until a test fails. eng/mutate lua runs it in its copy of the tree;
# do not run it in a tree that you work in.
#
# Environment:
#   MUTATE_LUA       how many mutants, or all (20): each takes a build and up to a whole run of the tests
#   CONNECTOR_SEED   which ones (1)
#   MUTATE_SCRIPTS   only scripts whose path has this extended regular expression, such as '/(Queue|Accounts|Intake)/'
#
# Prints a line per mutant and the score. Exits 1 if the tests fail without a mutant, and where a mutant cannot be built.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
tests=artifacts/bin/Connector.Jobs.Tests/debug/Connector.Jobs.Tests
log=$(mktemp)
trap 'rm -f "$log" "$log.lua"' EXIT

build() {
  dotnet build tests/Connector.Jobs.Tests -v q --nologo -p:RunAnalyzers=false >"$log" 2>&1 || { cat "$log"; exit 1; }
}

# 0: all green.
run() {
  timeout --kill-after=10 300 "$tests" -noColor -stopOnFail >"$log" 2>&1
}

# file, line, kind and the mutated line, one mutant a line, separated by tabs. Flips the first comparison of a line only.
mutants() {
  find Connector.Jobs -name '*.lua' | grep -E -- "${MUTATE_SCRIPTS:-.}" | sort | xargs awk '
    /^ *--/ { next }
    /^ *(redis\.call|put|add|drop|expire)\(.*\)$/ { print FILENAME "\t" FNR "\t-\t" }
    match($0, / (==|~=|<=|>=|<|>) /) {
      sign = substr($0, RSTART + 1, RLENGTH - 2)
      other = sign == "==" ? "~=" : sign == "~=" ? "==" : sign == "<=" ? ">" : sign == ">=" ? "<" : sign == "<" ? ">=" : "<="
      print FILENAME "\t" FNR "\t~\t" substr($0, 1, RSTART) other substr($0, RSTART + RLENGTH - 1)
    }'
}

build
run || { echo "The tests fail without any mutant:" >&2; tail -n 40 "$log" >&2; exit 1; }

all=$(mutants)
chosen=$all
if [ "${MUTATE_LUA:-20}" != all ]; then
  chosen=$(shuf -n "${MUTATE_LUA:-20}" --random-source=<(yes "${CONNECTOR_SEED:-1}") <<<"$all")
fi

killed=0
survived=0
while IFS=$'\t' read -r -u 3 file line kind changed; do
  cp "$file" "$log.lua"
  original=$(sed -n "${line}p" "$file")
  LINE=$line CHANGED=$changed awk 'FNR == ENVIRON["LINE"] { print ENVIRON["CHANGED"]; next } { print }' "$log.lua" >"$file"
  build
  if run; then
    survived=$((survived + 1))
    echo "survived  $file:$line $kind $(sed 's/^ *//' <<<"$original")"
  else
    killed=$((killed + 1))
    echo "killed    $file:$line $kind $(sed 's/^ *//' <<<"$original")  by $(grep -m 1 -oE '[A-Za-z]+\.[A-Za-z_0-9]+(\(.*\))? \[FAIL\]' "$log" | sed 's/ \[FAIL\]//' || echo 'a time-out')"
  fi
  cp "$log.lua" "$file" # Not with its old time: the build must see the change back.
done 3<<<"$chosen"
echo "$killed of $((killed + survived)) mutants of the scripts killed, of $(wc -l <<<"$all") there are (seed ${CONNECTOR_SEED:-1})"
