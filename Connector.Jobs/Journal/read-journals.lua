#!lua flags=no-writes
-- read-journals: the directories of journals, and how much each has still to erase
-- uses     common
-- reads    journals, journal-due:{directory}
-- returns  Redis' clock; then of each directory its id, its JSON, how many entities it has still to erase

local answer = { now }
local all = redis.call('HGETALL', key('journals'))
for i = 1, #all, 2 do
  answer[#answer + 1] = all[i]
  answer[#answer + 1] = all[i + 1]
  answer[#answer + 1] = redis.call('ZCARD', key('journal-due:' .. all[i]))
end
return answer
