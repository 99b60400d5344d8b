#!lua flags=allow-oom
-- reclaim: processing -> scheduled, or dead after too many crashes in a row
-- ARGV     crashes in a row that are too many, ms of retention
-- reads    leases, account:{account}, pass:{fence}, job:{id}
-- writes   leases, processing, scheduled or dead, jobs:{account}, account:{account}, pass:{fence}, due:{tenant}, turns, turn,
--          job:{id}, run:{id}, runs, history
-- returns  1 if a pass was ended, 0 if no lease has expired
-- guarantee Ends one pass whose lease has expired (≤ 500 jobs a call): its jobs are at the front of the account's list, in
--          order, due now; or dead.

local expired = redis.call('ZRANGEBYSCORE', key('leases'), '-inf', now, 'LIMIT', 0, 1)[1]
if not expired then
  return 0
end

local tenant, name = string.match(expired, '^(.*)/([^/]*)$')
local account = accountOf(tenant, name)
local fence = redis.call('HGET', account.hash, 'fence')
local ids = redis.call('LRANGE', key('pass:' .. fence), 0, -1)
local crashes = redis.call('HINCRBY', account.hash, 'crashes', 1)
local runs = runsOf(ids)

if crashes < tonumber(ARGV[1]) then
  putBack(account, ids)
  dueAfterPass(account, now, 'reclaimed')
  for _, run in ipairs(runs) do
    runEvent(run, now, 'reclaimed', '', 'the lease expired in a pass')
    touchRun(run)
  end
else
  local error = crashes .. ' passes in a row ended without a sign of life'
  for _, id in ipairs(ids) do
    local job = jobOf(id)
    redis.call('SREM', key('processing'), id)
    buryJob(id, job, 'crashed', error)
    recountRun(job.run, 'open', 'dead')
  end
  for _, run in ipairs(runs) do
    redis.call('HSET', runKey(run), 'error', error)
    runEvent(run, now, 'dead', '', error)
    touchRun(run)
    retainRun(run, tonumber(ARGV[2]))
  end
  redis.call('HDEL', account.hash, 'crashes', 'attempts', 'failingSince', 'stillSince')
end
endPass(account, fence)
return 1
