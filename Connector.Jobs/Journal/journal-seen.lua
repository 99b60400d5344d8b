#!lua flags=allow-oom
-- journal-seen: a worker uses a directory of journals, and says so at its start and every now and then
-- uses     common, journals
-- ARGV     directory, the worker's host
-- writes   journals
-- returns  how many entities it has still to erase; 1 if it was forgotten until now; how many erasures it missed are not known any more
-- guarantee A directory that is new owes nothing: what was erased before was never in it.

local directory = journalDirectory(ARGV[1]) or {}
local wasForgotten = directory.forgottenAt and 1 or 0
saveDirectory(ARGV[1], { host = ARGV[2], seenAt = now, dropped = directory.dropped })
return { redis.call('ZCARD', key('journal-due:' .. ARGV[1])), wasForgotten, directory.dropped or 0 }
