-- Shared: what is remembered of a write that happened.
-- uses     common
--
-- writes:{tenant} (stream)   one entry per write, the newest 20,000 or so: entity, account, fence and run of the pass, kind ('',
--                            approve or undo), batch, at, old and new (JSON, ProgId -> value; new is what the CRM returned).
--                            Undoing starts from here.

local mostWrites = 20000
local sameTime = 60 * 1000

-- Takes what the CRM returned for ours, remembers what was sent where it keeps something else, and appends to the history. The
-- fields are the arguments from `first` on: ProgId, value. What an undo wrote back does not count as ours: the field differs from
-- what the ledger says, as if a human had changed it.
local function recordWrite(tenant, account, name, entity, intent, fence, first)
  local ledger = key('ledger:' .. tenant .. ':' .. entity)
  local kind = intent.kind or ''
  local old, new = {}, {}
  for i = first, #ARGV, 2 do
    if kind ~= 'undo' then
      redis.call('HSET', ledger, 'written.' .. ARGV[i], ARGV[i + 1])
      local sent = intent.new[ARGV[i]]
      if type(sent) == 'string' and sent ~= ARGV[i + 1] then
        redis.call('HSET', ledger, 'sent.' .. ARGV[i], sent)
      else
        redis.call('HDEL', ledger, 'sent.' .. ARGV[i])
      end
    elseif type(intent.old[ARGV[i]]) == 'string' then
      -- Redis may have forgotten that we wrote it; then it must not look like a field that was always as it is now.
      redis.call('HSETNX', ledger, 'written.' .. ARGV[i], intent.old[ARGV[i]])
    end
    old[ARGV[i]] = intent.old[ARGV[i]]
    new[ARGV[i]] = ARGV[i + 1]
  end
  if kind ~= 'undo' then
    local last = redis.call('HMGET', ledger, 'writtenAt', 'readAt')
    redis.call('HSET', ledger, 'writtenAt', now)
    -- An event that tells of a save before the former write may still be waiting: what lies between both is not looked at either.
    local isSame = last[1] and last[2] and now - tonumber(last[1]) < sameTime
    if not isSame and intent.readAt then
      redis.call('HSET', ledger, 'readAt', intent.readAt)
    elseif not isSame then
      redis.call('HDEL', ledger, 'readAt')
    end
  end
  if intent.snapshot then
    redis.call('HSET', ledger, 'snapshot', cjson.encode(intent.snapshot))
  end
  redis.call('XADD', key('writes:' .. tenant), 'MAXLEN', '~', mostWrites, '*', 'entity', entity, 'account', name,
    'fence', fence, 'run', account.record.fields.run or '', 'kind', kind, 'batch', intent.batch or '',
    'at', now, 'old', cjson.encode(old), 'new', cjson.encode(new))
end
