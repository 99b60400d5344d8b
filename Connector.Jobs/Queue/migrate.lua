#!lua flags=allow-oom
-- migrate: jobs that wait in the stream of layout 1 wait in the lists of layout 2 from now on. Processes of the version before may fill the stream until
--          the last of them has ended.
-- uses     common, waiting
-- events (stream)   until layout 2 the place of waiting jobs: job; with a consumer group of the deciders
-- ARGV     layout version, most entries: 500
-- reads    job:{id}
-- writes   events; waiting, waiting:{tenant}, waiting-turns, turn; layout (version), once the stream is empty
-- returns  how many entries were moved: none, once it is gone
-- guarantee The order is kept. What a decider had in hand is handed out again, alone; if that decider lives it finds its entry gone, as if it had been
--          decided before.

local events, layout = key('events'), key('layout')
local entries = redis.call('XRANGE', events, '-', '+', 'COUNT', ARGV[2])
if #entries == 0 then
  redis.call('DEL', events)
  if tonumber(redis.call('HGET', layout, 'version') or ARGV[1]) < tonumber(ARGV[1]) then
    redis.call('HSET', layout, 'version', ARGV[1])
  end
  return 0
end

local moved, jobs, begun = {}, {}, {}
for _, entry in ipairs(entries) do
  moved[#moved + 1] = entry[1]
  local id = entry[2][2]
  local job = redis.call('HMGET', key('job:' .. id), 'tenant', 'deliveries')
  if job[1] and not job[2] then
    jobs[#jobs + 1] = { job[1], id }
  else
    -- As if its decider had just crashed: so it goes out alone. So does what has lost its record, and is in no tenant's list.
    begun[#begun + 1] = now
    begun[#begun + 1] = id
  end
end
redis.call('XDEL', events, unpack(moved))
if #begun > 0 then
  redis.call('ZADD', key('waiting'), unpack(begun))
end
if #jobs > 0 then
  letWait(jobs)
end
wake('events')
return #entries
