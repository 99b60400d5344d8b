#!lua flags=allow-oom
-- settle: keeps the Company Explorer's answer and books what it cost, in one step
-- uses     common, account, spend, ledgers
-- ARGV     tenant, account, fence, entity, fingerprint, answer, ms to keep it, millionths it cost or '' if it does not say
-- reads    account:{account}
-- writes   answer:{tenant}:{entity}:{fingerprint}, answers-of:{tenant}:{entity}, reservation:{tenant}:{entity}:{fingerprint}, ledger:{tenant}:{entity},
--          counters (ledgers), outdated, spend:{tenant}:{day}, unanswered:{tenant}
-- returns  lost or ok, threshold to be told (80, 100 or 0)
-- guarantee Whoever takes over a pass finds either the reservation open or the answer stored, so nobody pays twice. What does
--          not say its cost has cost what was expected. Runs when memory is full: the answer is paid for.

local tenant, name, fence, entity, fingerprint, answer, keep, cost = unpack(ARGV)
if not accountOfPass(tenant, name, fence) then
  return { 'lost', 0 }
end

local id = tenant .. ':' .. entity .. ':' .. fingerprint
redis.call('SET', key('answer:' .. id), answer, 'PX', keep)
-- So that the answers can be found when the entity is erased; the newest one lasts longest.
local answers = key('answers-of:' .. tenant .. ':' .. entity)
redis.call('SADD', answers, fingerprint)
if redis.call('PTTL', answers) < tonumber(keep) then
  redis.call('PEXPIRE', answers, keep)
end
local ledger = key('ledger:' .. tenant .. ':' .. entity)
local before = redis.call('HGET', ledger, 'answered')
if not before then
  beginLedger(ledger)
elseif before ~= fingerprint then
  -- From now on the former one may be forgotten for want of memory, see Memory/trim-answers.lua.
  redis.call('ZADD', key('outdated'), now, tenant .. ':' .. entity .. ':' .. before)
  redis.call('ZREM', key('outdated'), id)
  -- Those have expired.
  redis.call('ZREMRANGEBYSCORE', key('outdated'), '-inf', now - tonumber(keep))
end
redis.call('HSET', ledger, 'answered', fingerprint)
local reservation = key('reservation:' .. id)
local open = redis.call('HMGET', reservation, 'day', 'amount', 'settled')
if not open[1] or open[3] then
  return { 'ok', 0 }
end
redis.call('HSET', reservation, 'settled', 1)
redis.call('ZREM', key('unanswered:' .. tenant), entity .. ':' .. fingerprint)
redis.call('PEXPIRE', reservation, keep)

local bookKey = key('spend:' .. tenant .. ':' .. open[1])
if redis.call('EXISTS', bookKey) == 0 then
  return { 'ok', 0 }
end
redis.call('HINCRBY', bookKey, 'reserved', -tonumber(open[2]))
redis.call('HINCRBY', bookKey, 'settled', cost == '' and open[2] or cost)
return { 'ok', spendAlarm(bookKey, false) }
