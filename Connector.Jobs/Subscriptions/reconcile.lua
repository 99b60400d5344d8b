#!lua
-- reconcile: makes records due that have changed in the CRM and that no event told of
-- uses     common, hash, requesting
-- ARGV     tenant, seed of the jobs' ids, who asks; then per record, up to 100 of them: account, entity, when it was changed last (ms, the CRM's clock)
-- reads    due:{tenant}, runs-of:{tenant}:{entity}, run:{id}:jobs, job:{id}
-- writes   per record a request's job, see requesting.lua
-- returns  how many were made due; -1, and nothing was done, if other work of the tenant is due
-- guarantee Live work goes first. A record is told of if a job about it was received after its change; what cannot be known any more costs one read.
--          The same seed makes the same jobs, so that a step that is done again changes nothing.

-- Jobs of an account that are looked through for one of the record.
local most = 50

local tenant, seed, by = unpack(ARGV, 1, 3)
if redis.call('ZCOUNT', key('due:' .. tenant), '-inf', now) > 0 then
  return -1
end

local function isTold(entity, changedAt)
  local run = redis.call('LINDEX', key('runs-of:' .. tenant .. ':' .. entity), -1)
  local jobs = run and redis.call('LRANGE', key('run:' .. run .. ':jobs'), -most, -1) or {}
  for i = #jobs, 1, -1 do
    local about, receivedAt = unpack(redis.call('HMGET', key('job:' .. jobs[i]), 'entity', 'receivedAt'))
    if about == entity and receivedAt then
      return tonumber(receivedAt) >= changedAt
    end
  end
  return false
end

local made = 0
for i = 4, #ARGV, 3 do
  local account, entity, changedAt = unpack(ARGV, i, i + 2)
  if not isTold(entity, tonumber(changedAt)) then
    made = made + requestJob('reconcile-' .. redis.sha1hex(seed .. entity), tenant, account, entity, 'reconcile', by, '', '', 0, 0)
  end
end
saveHashes()
return made
