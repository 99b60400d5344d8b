#!/usr/bin/env bash
# Reads what one or several runs of `dotnet test` printed, each in a file of its own, and prints of each failed test its name, message and stack, then
# all names once more, last, for whoever sees only the end: 200 lines at most. What tests printed is left out; it is in the log. A test program that
# crashed, or a run that was stopped, has no failed test to name: of it the exit code and what it said last, or the log's name. Prints nothing if nothing failed.
set -euo pipefail
awk -v most=200 '
  function close_run() {
    if (log_name != "" && !summarised) {
      sub(/.*\//, "", log_name)
      names[++n] = log_name " has no summary: its run was stopped, or did not start"
    }
    summarised = 0
  }
  FNR == 1 { close_run(); log_name = FILENAME; read[FILENAME]; part = "" }
  /^Test run summary:/ { summarised = 1 }
  # Only what stands at the margin is the test platform speaking; tests and messages are indented.
  /^failed / { part = "test"; names[++n] = $0 }
  /^Exit code: / && $3 != 2 { part = "program"; names[++n] = program " (exit code " $3 ")" }
  /^[^ ]/ && !/^failed / && !/^Exit code: / { part = ""; program = $0 }
  /^Exit code: 2$/ { part = "" }
  part == "test" && (/^  Standard output/ || /^  Error output/) { part = "" }
  part == "test" && /^  from .*\.dll \(/ { next }
  part != "" && !/^ *$/ { lines[++m] = $0 }
  END {
    close_run()
    for (i = 1; i < ARGC; i++) if (!(ARGV[i] in read)) { log_name = ARGV[i]; close_run() }
    if (n == 0) exit
    shown = n > most / 2 ? most / 2 : n
    room = most - shown - 3
    for (i = 1; i <= m && i <= room; i++) print lines[i]
    if (m > room) print "… " (m - room) " more lines"
    print "Failed tests:"
    for (i = 1; i <= shown; i++) print "  " names[i]
    if (n > shown) print "  … and " (n - shown) " more"
  }' "$@"
