#!lua flags=allow-oom
-- read: hands waiting jobs of one tenant to a decider; they stay waiting.
-- uses     common, waiting
-- ARGV     most jobs, ms after which their decider counts as crashed, 1 if a crashed decider's job may be handed out, tenants to pass over...
-- reads    layout, drain (then none is handed out), job:{id}, body:{id}
-- writes   waiting, waiting:{tenant}, waiting-turns, turn, job:{id} (deliveries: how often again)
-- returns  per job: job id, tenant, event id, body, traceparent, ms it was received, how often it was handed out; nil if Redis has no data of ours at all
-- guarantee Two calls never hand out the same job, unless the first one's decider was silent for the given time. Such a job is handed out alone, whoever
--          is passed over: if it ends its decider again, nobody but it is blamed for that. Tenants take turns; fewer jobs than asked for are all that
--          the tenant has.

if redis.call('EXISTS', key('layout')) == 0 then
  return nil
end
if redis.call('EXISTS', key('drain')) == 1 then
  return {}
end
local most, deadline = tonumber(ARGV[1]), now + tonumber(ARGV[2])
local waiting, turns = key('waiting'), key('waiting-turns')
local passedOver = {}
for i = 4, #ARGV do
  passedOver[ARGV[i]] = true
end

-- A job whose decider has crashed, or has it for longer than any may, by a clock that was set back since.
local function crashed()
  local last = redis.call('ZRANGE', waiting, 0, 0, 'REV', 'WITHSCORES')
  local latest = tonumber(last[2] or 0)
  if latest > deadline then
    return last[1]
  end
  return latest > 0 and redis.call('ZRANGE', waiting, '(0', now, 'BYSCORE', 'LIMIT', 0, 1)[1] or nil
end

-- No tenant has a turn. If jobs wait all the same, Redis has lost lists or turns: they get them back. A job whose record is lost too is returned.
local function recover()
  local lost, jobs, listed = nil, {}, {}
  for _, id in ipairs(redis.call('ZRANGE', waiting, 0, 0, 'BYSCORE', 'LIMIT', 0, 100)) do
    local tenant = redis.call('HGET', key('job:' .. id), 'tenant')
    if not tenant then
      lost = id
    else
      if listed[tenant] == nil then
        listed[tenant] = redis.call('EXISTS', key('waiting:' .. tenant)) == 1
        queueUp(tenant)
      end
      if not listed[tenant] then
        jobs[#jobs + 1] = { tenant, id }
      end
    end
  end
  if #jobs > 0 then
    letWait(jobs)
  end
  return lost
end

-- The tenant's oldest jobs. What is in its list and is not waiting was decided, unless its record says that the sorted set was lost; what has a
-- decider is listed twice.
local function oldestOf(tenant)
  local jobs, list = {}, key('waiting:' .. tenant)
  repeat
    local ids = redis.call('LPOP', list, most - #jobs) or {}
    local scores = #ids > 0 and redis.call('ZMSCORE', waiting, unpack(ids))
    for i, id in ipairs(ids) do
      if tonumber(scores[i] or nil) == 0 or (not scores[i] and redis.call('HGET', key('job:' .. id), 'state') == 'waiting') then
        jobs[#jobs + 1] = id
      end
    end
  until #ids == 0 or #jobs == most
  if #jobs == most and redis.call('EXISTS', list) == 1 then
    redis.call('ZADD', turns, redis.call('INCR', key('turn')), tenant)
  else
    redis.call('ZREM', turns, tenant)
  end
  return jobs
end

-- Those of the tenant whose turn it is; nil if no tenant has a turn, not even one that is passed over.
local function oldest()
  local first = redis.call('ZRANGE', turns, 0, #ARGV - 3)
  for _, tenant in ipairs(first) do
    if not passedOver[tenant] then
      local jobs = oldestOf(tenant)
      return #jobs > 0 and jobs or oldest()
    end
  end
  return #first > 0 and {} or nil
end

local ids = ARGV[3] == '1' and { crashed() } or {}
local again = #ids > 0
if not again then
  ids = oldest()
  if not ids then
    ids = { recover() }
    ids = #ids > 0 and ids or oldest()
  end
end
if not ids or #ids == 0 then
  return {}
end

local handedOut, bodies, answer = {}, {}, {}
for _, id in ipairs(ids) do
  handedOut[#handedOut + 1] = deadline
  handedOut[#handedOut + 1] = id
  bodies[#bodies + 1] = key('body:' .. id)
end
redis.call('ZADD', waiting, unpack(handedOut))
bodies = redis.call('MGET', unpack(bodies))
for i, id in ipairs(ids) do
  -- Only what is handed out again is counted: for the others that would be a write an event.
  local deliveries = again and redis.call('HINCRBY', key('job:' .. id), 'deliveries', 1) + 1 or 1
  local job = redis.call('HMGET', key('job:' .. id), 'tenant', 'eventId', 'traceParent', 'receivedAt')
  for _, value in ipairs({
    id, job[1] or '', job[2] or '', bodies[i] or '', job[3] or '', job[4] or now, deliveries,
  }) do
    answer[#answer + 1] = value
  end
end
return answer
