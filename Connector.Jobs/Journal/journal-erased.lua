#!lua flags=allow-oom
-- journal-erased: a directory has erased entities that it owed
-- uses     common
-- ARGV     directory, then of each entity tenant:entity and when it was asked for
-- writes   journal-due:{directory}
-- returns  nothing
-- guarantee What was asked for again meanwhile stays: something may have been written between.

local due = key('journal-due:' .. ARGV[1])
for i = 2, #ARGV, 2 do
  local asked = redis.call('ZSCORE', due, ARGV[i])
  if asked and tonumber(asked) == tonumber(ARGV[i + 1]) then
    redis.call('ZREM', due, ARGV[i])
  end
end
