#!lua flags=no-writes
-- audit-events: whether the jobs that wait say so, and whether those that no decider has are in their tenant's list
-- uses     common, finding
-- ARGV     cursor, how many at most: 500; or '' and job ids, at most 100, whose lists are looked through
-- reads    waiting, job:{id}, waiting:{tenant}
-- returns  the next cursor, the job ids, those of them that no decider has, findings

local ids, idle, cursor = {}, {}, ''

local function look(id, score, list)
  ids[#ids + 1] = id
  local job = redis.call('HMGET', key('job:' .. id), 'state', 'tenant')
  if not job[1] then
    found('job-without-record', 'job:' .. id, '', id)
  elseif job[1] ~= 'waiting' then
    found('job-state-differs', 'job:' .. id, '', id)
  elseif tonumber(score) == 0 then
    idle[#idle + 1] = id
    if list and not redis.call('LPOS', key('waiting:' .. job[2]), id) then
      found('waiting-unlisted', 'job:' .. id, '', id)
    end
  end
end

if ARGV[1] == '' then
  for i = 2, #ARGV do
    local score = redis.call('ZSCORE', key('waiting'), ARGV[i])
    if score then
      look(ARGV[i], score, true)
    end
  end
else
  local page = redis.call('ZSCAN', key('waiting'), ARGV[1], 'COUNT', ARGV[2])
  cursor = page[1]
  for i = 1, #page[2], 2 do
    look(page[2][i], page[2][i + 1], false)
  end
end
return { cursor, ids, idle, findings }
