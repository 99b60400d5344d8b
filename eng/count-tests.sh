#!/usr/bin/env bash
# Reads what one or several runs of `dotnet test` printed, each in a file of its own, and prints `N passed, N failed`, with `, N skipped` where
# some were: the sum. A test that a quick run skipped and a longer one ran stands in it twice, as it was met twice. Only what follows
# "Test run summary:" counts, since a test may print anything. A test program that crashed or ran nothing reports no failed test of
# its own: the summary's "error" counts as one. So does a run without a summary. Exits 1 unless something ran and nothing failed.
set -euo pipefail
awk '
  function close_run() {
    if (!summarised) { failed = 1 }
    all_passed += passed; all_failed += failed; all_skipped += skipped
    summarised = passed = failed = skipped = 0
  }
  BEGIN { for (i = 1; i < ARGC; i++) runs++ }
  FNR == 1 && read++ { close_run() }
  /^Test run summary:/ { summarised = 1; passed = failed = skipped = 0; next }
  summarised && $1 == "succeeded:" { passed += $2 }
  summarised && $1 == "failed:" { failed += $2 }
  summarised && $1 == "error:" { failed += $2 }
  summarised && $1 == "skipped:" { skipped += $2 }
  END {
    if (read) close_run()
    # A file without a line was a run without a summary too.
    all_failed += runs - read
    line = (all_passed + 0) " passed, " (all_failed + 0) " failed"
    if (all_skipped > 0) line = line ", " all_skipped " skipped"
    print line
    exit !(all_passed > 0 && all_failed == 0)
  }' "$@"
