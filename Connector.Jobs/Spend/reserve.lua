#!lua flags=allow-oom
-- reserve: asks before an analysis is begun whether there is money left, and sets it aside
-- uses     common, account, spend
-- ARGV     tenant, account, fence, entity, fingerprint, day, ms when the day ends, most calls, most millionths, currency,
--          millionths expected, round or '', 1 if the round is asked for whatever is known already
-- reads    account:{account}, answer:{tenant}:{entity}:{fingerprint}, ledger:{tenant}:{entity}
-- writes   spend:{tenant}:{day}, spend, reservation:{tenant}:{entity}:{fingerprint}, unanswered:{tenant}
-- returns  verdict, round, calls, millionths, threshold to be told (80, 100 or 0); the verdict is
--            reserved  money is set aside: ask, under this round
--            open      it was before: ask (again) under this round
--            answered  the answer is stored: do not ask
--            calls, amount   the day's cap is reached
--            lost      another pass has the account
-- guarantee Never more calls in a day than its cap; no call is begun that could not be paid if it cost what was expected. A
--          fingerprint that is open or answered reserves nothing again, unless another round is demanded of an answered one.
--          Runs when memory is full: working off what was accepted is what makes room.

local tenant, name, fence, entity, fingerprint, day, endsAt = unpack(ARGV, 1, 7)
local callsCap, amountCap, currency, expected, round, demanded = unpack(ARGV, 8, 13)
if not accountOfPass(tenant, name, fence) then
  return { 'lost', '', 0, 0, 0 }
end

local id = tenant .. ':' .. entity .. ':' .. fingerprint
local reservation = key('reservation:' .. id)
local known = redis.call('HMGET', reservation, 'round', 'settled')
if known[1] and not known[2] then
  return { 'open', known[1], 0, 0, 0 }
end
if redis.call('EXISTS', key('answer:' .. id)) == 1 and (demanded ~= '1' or known[1] == round) then
  return { 'answered', known[1] or '', 0, 0, 0 }
end
if round == '' and redis.call('HGET', key('ledger:' .. tenant .. ':' .. entity), 'answered') == fingerprint then
  -- The answer has expired.
  round = fence
end

local bookKey = key('spend:' .. tenant .. ':' .. day)
local caps = redis.call('HMGET', bookKey, 'callsCap', 'amountCap')
if caps[1] ~= callsCap or caps[2] ~= amountCap then
  redis.call('HDEL', bookKey, 'alarm')
end
redis.call('HSET', bookKey, 'callsCap', callsCap, 'amountCap', amountCap, 'currency', currency, 'endsAt', endsAt)
redis.call('PEXPIRE', bookKey, bookRetention)
redis.call('HSET', key('spend'), tenant, day)

local book = readBook(bookKey)
if book.calls >= book.callsCap then
  return { 'calls', '', book.calls, book.amount, spendAlarm(bookKey, true) }
end
if book.amount >= book.amountCap or book.amount + tonumber(expected) > book.amountCap then
  return { 'amount', '', book.calls, book.amount, spendAlarm(bookKey, true) }
end

local calls = redis.call('HINCRBY', bookKey, 'calls', 1)
redis.call('HINCRBY', bookKey, 'reserved', expected)
redis.call('DEL', reservation)
redis.call('HSET', reservation, 'day', day, 'amount', expected, 'round', round)
redis.call('PEXPIRE', reservation, openRetention)
local unanswered = key('unanswered:' .. tenant)
redis.call('ZREMRANGEBYSCORE', unanswered, '-inf', now - openRetention)
redis.call('ZADD', unanswered, now, entity .. ':' .. fingerprint)
redis.call('PEXPIRE', unanswered, openRetention)
return { 'reserved', round, calls, book.amount + tonumber(expected), spendAlarm(bookKey, false) }
