#!lua flags=allow-oom
-- confirm: the PATCH happened
-- writes:{tenant} (stream)   one entry per confirmed PATCH, the newest 20,000 or so: entity, account, fence and run of the pass,
--                            kind ('', approve or undo), batch, at, old and new (JSON, ProgId -> value; new is what the CRM
--                            returned). Undoing starts from here.
-- ARGV     tenant, account, fence, entity; then per field: ProgId, the value the CRM returned
-- reads    account:{account}
-- writes   ledger:{tenant}:{entity}, writes:{tenant}, proposal:{tenant}:{entity}, proposals:{tenant}
-- returns  ok, none if there is no open intent, or lost
-- guarantee Values, `applied`, the history's entry and the end of the intent become visible together. What an undo wrote back
--          does not count as ours: the field differs from what the ledger says, as if a human had changed it.

local mostWrites = 20000

local tenant, entity = ARGV[1], ARGV[4]
local account = accountOfPass(tenant, ARGV[2], ARGV[3])
if not account then
  return 'lost'
end
local ledger = key('ledger:' .. tenant .. ':' .. entity)
local open = redis.call('HMGET', ledger, 'intent', 'intentFence')
if not open[1] then
  return 'none'
end
local intent = cjson.decode(open[1])
local kind = intent.kind or ''
local old, new = {}, {}
for i = 5, #ARGV, 2 do
  if kind ~= 'undo' then
    redis.call('HSET', ledger, 'written.' .. ARGV[i], ARGV[i + 1])
  elseif type(intent.old[ARGV[i]]) == 'string' then
    -- Redis may have forgotten that we wrote it; then it must not look like a field that was always as it is now.
    redis.call('HSETNX', ledger, 'written.' .. ARGV[i], intent.old[ARGV[i]])
  end
  old[ARGV[i]] = intent.old[ARGV[i]]
  new[ARGV[i]] = ARGV[i + 1]
end
if kind ~= 'undo' then
  redis.call('HSET', ledger, 'applied', intent.applied, 'writtenAt', now)
end
if intent.snapshot then
  redis.call('HSET', ledger, 'snapshot', cjson.encode(intent.snapshot))
end
redis.call('HDEL', ledger, 'intent', 'intentAt', 'intentFence')
forgetProposal(tenant, entity)
redis.call('XADD', key('writes:' .. tenant), 'MAXLEN', '~', mostWrites, '*', 'entity', entity, 'account', ARGV[2],
  'fence', open[2] or ARGV[3], 'run', redis.call('HGET', account.hash, 'run') or '', 'kind', kind, 'batch', intent.batch or '',
  'at', now, 'old', cjson.encode(old), 'new', cjson.encode(new))
return 'ok'
