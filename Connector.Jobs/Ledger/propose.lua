#!lua flags=allow-oom
-- propose: keeps the differences that may not be written, until a person approves them
-- proposal:{tenant}:{entity} (hash)   account, run, applied, reason, detail or none, at, fields (JSON: the field table); see reject.lua
-- proposals:{tenant} (sorted set)     entities by when they were proposed
-- proposing (set)                     tenants that ever had one
-- uses     common, account
-- ARGV     tenant, account, fence, entity, applied, reason, fields as JSON, ms of retention, detail or empty, 1 if a rejection does not count
-- reads    account:{account}, proposal:{tenant}:{entity}
-- writes   proposal:{tenant}:{entity}, proposals:{tenant}, proposing
-- returns  ok, lost, or rejected: a person said meanwhile that the same is wrong, and it stays so
-- guarantee An entity has one proposal, the newest; it ends when it is written, when there is no difference any more, or after
--          the retention.

local tenant, name, fence, entity, applied, reason, fields = unpack(ARGV, 1, 7)
local retention, detail = tonumber(ARGV[8]), ARGV[9]
local account = accountOfPass(tenant, name, fence)
if not account then
  return 'lost'
end
local proposal, index = key('proposal:' .. tenant .. ':' .. entity), key('proposals:' .. tenant)
if ARGV[10] ~= '1' then
  local known = redis.call('HMGET', proposal, 'rejectedBatch', 'applied')
  if known[1] and known[2] == applied then
    return 'rejected'
  end
end
redis.call('DEL', proposal)
redis.call('HSET', proposal, 'account', name, 'run', account.record.fields.run or '', 'applied', applied,
  'reason', reason, 'at', now, 'fields', fields)
if detail ~= '' then
  redis.call('HSET', proposal, 'detail', detail)
end
redis.call('PEXPIRE', proposal, retention)
redis.call('ZREMRANGEBYSCORE', index, '-inf', now - retention)
redis.call('ZADD', index, now, entity)
redis.call('PEXPIRE', index, retention)
redis.call('SADD', key('proposing'), tenant)
return 'ok'
