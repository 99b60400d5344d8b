#!lua flags=allow-oom
-- brake: notes how a write went, and lowers the mode to propose where too much went wrong
-- uses     common, operation
-- ARGV     tenant, fence, troubles of this write (0 or 1), error of rights or '', most troubles, passes that count
-- writes   brake:{tenant}, tenant:{tenant}, leashes, operations
-- returns  the reason if the mode was lowered by this call, else ''
-- guarantee Only the last passes that wrote are remembered. A mode is lowered once; only a person raises it.

local tenant, fence, troubles, rights = unpack(ARGV, 1, 4)
local most, passes = tonumber(ARGV[5]), tonumber(ARGV[6])
local brake = key('brake:' .. tenant)
redis.call('HINCRBY', brake, fence, troubles)
local fences = redis.call('HKEYS', brake)
table.sort(fences, function(a, b) return tonumber(a) > tonumber(b) end)
for i = passes + 1, #fences do
  redis.call('HDEL', brake, fences[i])
end
local sum = 0
for _, count in ipairs(redis.call('HVALS', brake)) do
  sum = sum + tonumber(count)
end

local settings = key('tenant:' .. tenant)
local mode = redis.call('HGET', settings, 'mode')
if (rights == '' and sum <= most) or (mode and mode ~= 'write') then
  return ''
end
local reason = rights ~= '' and rights
  or sum .. ' conflicts, refusals or mismatches in the last ' .. math.min(passes, #fences) .. ' passes that wrote'
redis.call('HSET', settings, 'mode', 'propose', 'modeBy', 'brake', 'modeReason', reason, 'modeAt', now)
redis.call('SADD', key('leashes'), tenant)
redis.call('DEL', brake)
operation('brake', 'mode', tenant, 'propose: ' .. reason)
return reason
