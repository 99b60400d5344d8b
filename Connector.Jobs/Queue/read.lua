#!lua flags=allow-oom
-- read: hands waiting jobs to a decider; they stay waiting.
-- uses     common
-- ARGV     consumer, most jobs, ms after which a pending entry's decider counts as crashed
-- reads    drain (then none is handed out), job:{id}, body:{id}
-- writes   events (pending list of the group), job:{id} (deliveries)
-- returns  per job: stream id, job id, tenant, event id, body, traceparent, ms it was received, how often it was handed out
-- guarantee Two calls never hand out the same entry, unless the first one's decider was silent for the given time. Such an entry is handed
--          out alone: if it ends its decider again, nobody but it is blamed for that.

if redis.call('EXISTS', key('drain')) == 1 then
  return {}
end
local consumer, most, idle = ARGV[1], tonumber(ARGV[2]), ARGV[3]
local entries = {}

local cursor = '0-0'
repeat
  local claimed = redis.call('XAUTOCLAIM', key('events'), 'deciders', consumer, idle, cursor, 'COUNT', 1)
  cursor = claimed[1]
  for _, entry in ipairs(claimed[2]) do
    entries[#entries + 1] = entry
  end
until cursor == '0-0' or #entries > 0

if #entries == 0 then
  local fresh = redis.call('XREADGROUP', 'GROUP', 'deciders', consumer, 'COUNT', most, 'STREAMS', key('events'), '>')
  entries = fresh and fresh[1][2] or entries
end

local answer = {}
for _, entry in ipairs(entries) do
  local id = entry[2][2]
  local job = redis.call('HMGET', key('job:' .. id), 'tenant', 'eventId', 'traceParent', 'receivedAt')
  for _, value in ipairs({
    entry[1], id, job[1] or '', job[2] or '', redis.call('GET', key('body:' .. id)) or '', job[3] or '', job[4] or now,
    redis.call('HINCRBY', key('job:' .. id), 'deliveries', 1),
  }) do
    answer[#answer + 1] = value
  end
end
return answer
