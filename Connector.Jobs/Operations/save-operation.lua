#!lua flags=allow-oom
-- save-operation: keeps how far an operation is
-- operations-of:{tenant}:{entity} (set)   operations that have an item with values of the entity, so that erase.lua finds them
-- uses     common, account
-- ARGV     tenant, id, the account of the pass that walks it and its fence, or '' and 0; the cursor as it was kept last, state, cursor, counts; then per
--          item: field, the entity whose values it holds or '', JSON
-- reads    account:{account}, operation:{tenant}:{id}
-- writes   operation:{tenant}:{id}, operations-of:{tenant}:{entity}
-- returns  ok; lost if another pass has the account; behind if somebody else has come further, or the operation is kept no longer
-- guarantee Cursor, counts and items move together: what is looked at again after a crash is not counted twice.

local tenant, id, account, fence, before, state, cursor, counts = unpack(ARGV, 1, 8)
if account ~= '' and not accountOfPass(tenant, account, fence) then
  return 'lost'
end
local saved = key('operation:' .. tenant .. ':' .. id)
local known = redis.call('HMGET', saved, 'kind', 'cursor', 'state')
if not known[1] or (known[2] or '') ~= before or known[3] == 'done' then
  return 'behind'
end
redis.call('HSET', saved, 'state', state, 'cursor', cursor, 'counts', counts)
local kept = redis.call('PTTL', saved)
for i = 9, #ARGV, 3 do
  redis.call('HSET', saved, ARGV[i], ARGV[i + 2])
  if ARGV[i + 1] ~= '' then
    local index = key('operations-of:' .. tenant .. ':' .. ARGV[i + 1])
    redis.call('SADD', index, id)
    redis.call('PEXPIRE', index, math.max(kept, redis.call('PTTL', index)))
  end
end
return 'ok'
