#!lua flags=allow-oom
-- reject: a person says that what is proposed is wrong; or undoes that
-- proposal:{tenant}:{entity} (hash)   of a rejected one also rejectedBy, rejectedWhy, rejectedAt, rejectedBatch
-- rejections:{tenant} (sorted set)    entities whose proposal was rejected, by when; some may have another one since, or none
-- uses     common, hash, run
-- ARGV     reject or undo, tenant, entity, when it was proposed, by, why, when, batch, report as JSON, ms of retention
-- reads    proposal:{tenant}:{entity}
-- writes   proposal:{tenant}:{entity}, proposals:{tenant}, rejections:{tenant}, proposing; of the run it was found in: run:{id}, its reports and timeline, runs
-- returns  1, or 0 if there is another proposal by now, or none, or it was done already: nothing has changed
-- guarantee A proposal waits, or is rejected. A rejected one ends as any does: see propose.lua.

local how, tenant, entity, proposedAt, by, why, at, batch, report = unpack(ARGV, 1, 9)
local retention = tonumber(ARGV[10])
local proposal, waiting, rejections = key('proposal:' .. tenant .. ':' .. entity), key('proposals:' .. tenant), key('rejections:' .. tenant)
local known = redis.call('HMGET', proposal, 'at', 'run', 'rejectedBatch')
if known[1] ~= proposedAt or (known[3] or '') ~= (how == 'undo' and batch or '') then
  return 0
end
local from, to = waiting, rejections
if how == 'undo' then
  redis.call('HDEL', proposal, 'rejectedBy', 'rejectedWhy', 'rejectedAt', 'rejectedBatch')
  redis.call('SADD', key('proposing'), tenant)
  from, to, at = rejections, waiting, proposedAt
else
  redis.call('HSET', proposal, 'rejectedBy', by, 'rejectedWhy', why, 'rejectedAt', at, 'rejectedBatch', batch)
end
redis.call('PEXPIRE', proposal, retention)
redis.call('ZREM', from, entity)
redis.call('ZREMRANGEBYSCORE', rejections, '-inf', now - retention)
redis.call('ZADD', to, at, entity)
redis.call('PEXPIRE', to, retention)
local run = runOf(known[2])
if run then
  appendToRun(run, ':reports', mostReports, report)
  runEvent(run, now, 'closed', '', entity .. ': ' .. (how == 'undo' and 'proposed again' or 'rejected by ' .. by))
  touchRun(run)
  saveHashes()
end
return 1
