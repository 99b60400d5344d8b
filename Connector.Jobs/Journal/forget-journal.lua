#!lua flags=allow-oom
-- forget-journal: a person declares a directory of journals gone permanently
-- uses     common, journals, operation
-- ARGV     directory, by, reason, ms within which a directory that was seen is in use
-- writes   journals, journal-due:{directory}, journal-questions:{directory}; operations
-- returns  forgotten, already, in-use or unknown
-- guarantee Nothing waits for it any more. What it has still to erase is kept, should it come back; of the last 100 that were forgotten.

local mostForgotten = 100

local id, by, reason, inUse = unpack(ARGV)
local directory = journalDirectory(id)
if not directory then
  return 'unknown'
elseif directory.forgottenAt then
  return 'already'
elseif now - directory.seenAt < tonumber(inUse) then
  return 'in-use'
end
directory.forgottenAt, directory.by, directory.reason = now, by, reason
dropOldest(id, directory)
saveDirectory(id, directory)
redis.call('DEL', key('journal-questions:' .. id))

local forgotten = {}
for _, one in ipairs(redis.call('HKEYS', key('journals'))) do
  local at = journalDirectory(one).forgottenAt
  if at then
    forgotten[#forgotten + 1] = { id = one, at = at }
  end
end
table.sort(forgotten, function(a, b) return a.at < b.at end)
for i = 1, #forgotten - mostForgotten do
  redis.call('HDEL', key('journals'), forgotten[i].id)
  redis.call('DEL', key('journal-due:' .. forgotten[i].id))
end
operation(by, 'forget-journal', id, reason)
return 'forgotten'
