#!lua flags=allow-oom
-- journal-seen: a worker uses a directory of journals, and says so at its start and every now and then
-- uses     common, journals
-- ARGV     directory, the worker's host; the mark it has left there, the newest mark known to be there, ms for which a directory counts as used;
--          a mark of '' of a worker that leaves none
-- writes   journals
-- returns  seen, how many entities it has still to erase, 1 if it was forgotten until now, how many erasures it missed are not known any more;
--          or other, the mark that was left last, the host of whoever left it, ms since: nothing is changed
-- guarantee A directory that is new owes nothing: what was erased before was never in it. Of two that say the same identity at a time, each with marks that the
--          other does not know, one is refused.

local id, host, mark, known, usedFor = unpack(ARGV)
local directory = journalDirectory(id) or {}
if mark ~= '' and directory.mark and directory.mark ~= known and now - directory.seenAt < tonumber(usedFor) then
  return { 'other', directory.mark, directory.host, now - directory.seenAt }
end
local wasForgotten = directory.forgottenAt and 1 or 0
saveDirectory(id, { host = host, seenAt = now, dropped = directory.dropped, mark = mark ~= '' and mark or nil })
return { 'seen', redis.call('ZCARD', key('journal-due:' .. id)), wasForgotten, directory.dropped or 0 }
