#!lua flags=allow-oom
-- brake: notes how a write to a record ended, and lowers the mode to propose where too many records are in trouble
-- troubles:{tenant} (hash)   the last records that wrote: entity -> its place in the order of last writes, a blank, 1 if that write ended
--                            badly, else 0
-- uses     common, operation
-- ARGV     tenant, entity, 1 if this write ended badly, else 0; most records in trouble, records that count
-- writes   troubles:{tenant}, tenant:{tenant}, leashes, operations; brake:{tenant}, where former versions counted passes, is deleted
-- returns  the reason if the mode was lowered by this call, else ''
-- guarantee Only the last records that wrote are remembered, each once and as its last write ended: one record lowers nothing, however often
--          it fails, and one that was written since is in trouble no more. A mode is lowered once; only a person raises it.

local tenant, entity, troubled = ARGV[1], ARGV[2], ARGV[3]
local most, records = tonumber(ARGV[4]), tonumber(ARGV[5])
local troubles = key('troubles:' .. tenant)
local noted, last = {}, 0
local all = redis.call('HGETALL', troubles)
for i = 1, #all, 2 do
  local place, bad = string.match(all[i + 1], '^(%d+) (%d)$')
  last = math.max(last, tonumber(place))
  if all[i] ~= entity then
    table.insert(noted, { entity = all[i], place = tonumber(place), bad = bad })
  end
end
table.insert(noted, { entity = entity, place = last + 1, bad = troubled })
redis.call('HSET', troubles, entity, string.format('%d %s', last + 1, troubled))
redis.call('DEL', key('brake:' .. tenant))

table.sort(noted, function(one, other) return one.place > other.place end)
local sum = 0
for i, record in ipairs(noted) do
  if i > records then
    redis.call('HDEL', troubles, record.entity)
  elseif record.bad == '1' then
    sum = sum + 1
  end
end

local settings = key('tenant:' .. tenant)
local mode = redis.call('HGET', settings, 'mode')
if sum <= most or (mode and mode ~= 'write') then
  return ''
end
local reason = sum .. ' of the last ' .. math.min(records, #noted)
  .. ' records that were written ended in a conflict, a refusal, a missing right (403) or another value than was sent'
redis.call('HSET', settings, 'mode', 'propose', 'modeBy', 'brake', 'modeReason', reason, 'modeAt', now)
redis.call('SADD', key('leashes'), tenant)
redis.call('DEL', troubles)
operation('brake', 'mode', tenant, 'propose: ' .. reason)
return reason
