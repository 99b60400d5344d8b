#!lua flags=no-writes
-- audit-events: whether the jobs in the stream are waiting
-- uses     common, finding
-- ARGV     first stream id, last one, how many entries at most: 500
-- reads    events, job:{id}
-- returns  the last entry's stream id or '', the job ids, findings

local ids, last = {}, ''
for _, entry in ipairs(redis.call('XRANGE', key('events'), ARGV[1], ARGV[2], 'COUNT', ARGV[3])) do
  last = entry[1]
  local id = entry[2][2]
  ids[#ids + 1] = id
  local state = redis.call('HGET', key('job:' .. id), 'state')
  if not state then
    found('job-without-record', 'job:' .. id, last, last, 1)
  elseif state ~= 'waiting' then
    found('job-state-differs', 'job:' .. id, last, last, 1)
  end
end
return { last, ids, findings }
