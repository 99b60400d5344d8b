#!lua flags=allow-oom
-- take: scheduled -> processing
-- ARGV     worker, ms of lease, most jobs of a pass, ms until a held tenant's next probe, tenants to pass over...
-- reads    drain, turns, holds, due:{tenant}, job:{id}
-- writes   due:{tenant}, turns, turn, holds, fence, leases, pass:{fence}, scheduled, processing, jobs:{account},
--          account:{account}, job:{id}, run:{id}, runs
-- returns  fence, tenant, account, run, attempts, failing since, still working since, now, crashes, hops of the oldest job;
--          then per job: id, event id, event, entity, decision, changed by, received at, traceparent; request, by, the job it
--          does over, detail: empty for an event; failed attempts, failing since.
--          Or, with nothing due: '' and the ms until something may be, -1 if nothing is scheduled.
-- guarantee At most one pass has an account; none is begun while drained. Tenants with due work take turns. Of a held tenant one account is given out per
--          probe time, the probe.

local worker, lease, most, probe = ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4])
local except = {}
for i = 5, #ARGV do
  except[ARGV[i]] = true
end

if redis.call('EXISTS', key('drain')) == 1 then
  return { '', -1 }
end

local found
local nextAt
local holds = redis.call('EXISTS', key('holds')) == 1
for _, tenant in ipairs(redis.call('ZRANGE', key('turns'), 0, -1)) do
  if not except[tenant] then
    local earliest = redis.call('ZRANGE', key('due:' .. tenant), 0, 0, 'WITHSCORES')
    if #earliest == 0 then
      redis.call('ZREM', key('turns'), tenant)
    else
      local dueAt = tonumber(earliest[2])
      local hold = holds and redis.call('HGET', key('holds'), tenant)
      hold = hold and cjson.decode(hold)
      if hold then
        dueAt = math.max(dueAt, hold.probeAt)
      end
      if dueAt <= now and redis.call('LLEN', accountOf(tenant, earliest[1]).list) == 0 then
        -- Every script keeps an account without jobs out of the due set; if one slips in, it must not stop the others.
        redis.call('ZREM', key('due:' .. tenant), earliest[1])
        dueAt = now
      elseif dueAt <= now then
        if hold then
          hold.probeAt = now + probe
          redis.call('HSET', key('holds'), tenant, cjson.encode(hold))
        end
        found = accountOf(tenant, earliest[1])
        break
      end
      nextAt = math.min(nextAt or dueAt, dueAt)
    end
  end
end

if not found then
  return { '', nextAt and math.max(0, nextAt - now) or -1 }
end

local fence = redis.call('INCR', key('fence'))
local ids = redis.call('LPOP', found.list, most)
redis.call('ZREM', found.due, found.name)
redis.call('ZADD', key('turns'), redis.call('INCR', key('turn')), found.tenant)
redis.call('ZADD', key('leases'), now + lease, found.id)
redis.call('HDEL', found.hash, 'wait', 'dueAt', 'firstAt', 'hasty')
redis.call('HSET', found.hash, 'fence', fence, 'startedAt', now)
redis.call('RPUSH', key('pass:' .. fence), unpack(ids))
if redis.call('LLEN', found.list) > 0 then
  -- More than a pass may have: the rest has been quiet long enough.
  redis.call('HSET', found.hash, 'dueAt', now, 'firstAt', 0, 'hasty', 1)
end

local account = redis.call('HMGET', found.hash, 'run', 'attempts', 'failingSince', 'stillSince', 'crashes')
local answer = {
  fence, found.tenant, found.name, account[1] or '', tonumber(account[2] or 0), account[3] or '', account[4] or '', now,
  tonumber(account[5] or 0), tonumber(redis.call('HGET', key('job:' .. ids[1]), 'hops') or 0),
}
for _, id in ipairs(ids) do
  redis.call('SMOVE', key('scheduled'), key('processing'), id)
  redis.call('HSET', key('job:' .. id), 'state', 'processing')
  local job = redis.call('HMGET', key('job:' .. id), 'eventId', 'event', 'entity', 'decision', 'changedBy', 'receivedAt', 'traceParent',
    'request', 'by', 'replayOf', 'detail', 'attempts', 'failingSince')
  answer[#answer + 1] = id
  for i = 1, 13 do
    answer[#answer + 1] = job[i] or ''
  end
end
for _, run in ipairs(runsOf(ids)) do
  runEvent(run, now, 'taken', '', worker)
  touchRun(run)
end
return answer
