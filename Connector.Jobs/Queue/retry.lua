#!lua flags=allow-oom
-- retry: processing -> scheduled, at the cost of an attempt
-- ARGV     tenant, account, fence, ms of delay, error, the entities that failed...: only their jobs are charged; none for all
-- reads    account:{account}, pass:{fence}
-- writes   processing, scheduled, jobs:{account}, account:{account}, pass:{fence}, leases, due:{tenant}, turns, turn, job:{id},
--          run:{id}, runs
-- returns  1, or 0 if the lease is lost
-- guarantee The remaining jobs are at the front of the account's list, in order, and the pass is over.

local account = accountOfPass(ARGV[1], ARGV[2], ARGV[3])
if not account then
  return 0
end
local ids = redis.call('LRANGE', key('pass:' .. ARGV[3]), 0, -1)
local failed = {}
for i = 6, #ARGV do
  failed[ARGV[i]] = true
end
for _, id in ipairs(ids) do
  local job = key('job:' .. id)
  if #ARGV < 6 or failed[redis.call('HGET', job, 'entity')] then
    redis.call('HINCRBY', job, 'attempts', 1)
    redis.call('HSETNX', job, 'failingSince', now)
  end
end
putBack(account, ids)
redis.call('HINCRBY', account.hash, 'attempts', 1)
redis.call('HSETNX', account.hash, 'failingSince', now)
redis.call('HDEL', account.hash, 'crashes')
dueAfterPass(account, now + tonumber(ARGV[4]), 'retry')
endPass(account, ARGV[3])
for _, run in ipairs(runsOf(ids)) do
  redis.call('HINCRBY', runKey(run), 'attempts', 1)
  redis.call('HSET', runKey(run), 'error', ARGV[5])
  runEvent(run, now, 'retry', '', ARGV[5])
  touchRun(run)
end
return 1
