#!lua flags=allow-oom
-- beat: the pass is alive
-- uses     common, account
-- ARGV     tenant, account, fence, ms of lease, ms a pass may last
-- reads    account:{account}, drain
-- writes   leases
-- returns  1, 2 if the shard is drained: the pass should hand over, or 0 if the lease is lost
-- guarantee A lease never lasts longer than a pass may.

local account = accountOfPass(ARGV[1], ARGV[2], ARGV[3])
if not account then
  return 0
end
local endsAt = (tonumber(account.record.fields.startedAt) or now) + tonumber(ARGV[5])
if endsAt <= now then
  return 0
end
redis.call('ZADD', key('leases'), math.min(now + tonumber(ARGV[4]), endsAt), account.id)
return redis.call('EXISTS', key('drain')) == 1 and 2 or 1
