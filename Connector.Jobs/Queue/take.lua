#!lua flags=allow-oom
-- take: scheduled -> processing
-- uses     common, hash, account, run, ending
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

-- Nobody waits for longer than a day (see the limits of Worker:LongestRetry and Jobs:LongestChangeQuiet), but by a clock that was set back since.
local longestWait = 24 * 3600 * 1000 + 60000

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
      if dueAt > now + longestWait then
        dueAt = now
      end
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

redis.call('ZREM', found.due, found.name)
if found.record.fields.fence or redis.call('ZSCORE', key('leases'), found.id) then
  -- A pass has it that lost its lease or its account's record: the reclaimer ends it, and the account is due again.
  redis.call('ZADD', key('leases'), 'NX', now, found.id)
  put(found.record, 'dueAt', now)
  saveHashes()
  return { '', 0 }
end
redis.call('ZADD', key('turns'), redis.call('INCR', key('turn')), found.tenant)
drop(found.record, 'wait', 'dueAt', 'firstAt', 'hasty')

local ids = {}
for _, id in ipairs(redis.call('LPOP', found.list, most)) do
  -- All of it: the answer bears it.
  hash(key('job:' .. id))
  if not buryIfLost(found, jobOf(id), 'scheduled') then
    ids[#ids + 1] = id
  end
end
if #ids == 0 then
  if redis.call('LLEN', found.list) > 0 then
    setDue(found, now, '')
  else
    expire(found.record, forgetAfter)
  end
  saveHashes()
  return { '', 0 }
end

local fence = redis.call('INCR', key('fence'))
redis.call('ZADD', key('leases'), now + lease, found.id)
put(found.record, 'fence', fence, 'startedAt', now)
expire(found.record, nil)
redis.call('RPUSH', key('pass:' .. fence), unpack(ids))
if redis.call('LLEN', found.list) > 0 then
  -- More than a pass may have: the rest has been quiet long enough.
  put(found.record, 'dueAt', now, 'firstAt', 0, 'hasty', 1)
end

local account = found.record.fields
local answer = {
  fence, found.tenant, found.name, account.run or '', tonumber(account.attempts) or 0, account.failingSince or '', account.stillSince or '', now,
  tonumber(account.crashes) or 0, tonumber(jobOf(ids[1]).record.fields.hops) or 0,
}
local told = {
  'eventId', 'event', 'entity', 'decision', 'changedBy', 'receivedAt', 'traceParent', 'request', 'by', 'replayOf', 'detail', 'attempts', 'failingSince',
}
for _, id in ipairs(ids) do
  redis.call('SMOVE', key('scheduled'), key('processing'), id)
  local job = jobOf(id)
  -- The receivedAt of a record that lost it is now.
  put(job.record, 'state', 'processing', 'fence', fence, 'receivedAt', job.receivedAt)
  answer[#answer + 1] = id
  for _, field in ipairs(told) do
    answer[#answer + 1] = job.record.fields[field] or ''
  end
end
for _, run in ipairs(runsOf(ids)) do
  runEvent(run, now, 'taken', '', worker)
  touchRun(run)
end
saveHashes()
return answer
