-- Shared: what a tenant's analyses cost.
--
-- spend:{tenant}:{day} (hash)   the book of one day of the tenant's, such as spend:Cust10001:2026-11-25
--   calls                       analyses begun, which is to say reserved for, that day
--   reserved                    what those still open are expected to cost
--   settled                     what the answered ones cost
--   callsCap, amountCap         the caps, and
--   currency                    the currency, by the last reservation
--   endsAt                      when the day ends, by Redis' clock
--   alarm                       the highest threshold under these caps that was told: 80 or 100
-- spend (hash)                  tenant -> the day last reserved in
-- reservation:{tenant}:{entity}:{fingerprint} (hash)
--   day, amount                 the book it stands in, and as what
--   round                       what tells the analysis from an earlier one of the same fingerprint; '' for the first
--   settled                     1 once the answer is stored
--
-- unanswered:{tenant} (sorted set)   entity:fingerprint of the reservations that are open, by when they were made
--
-- What the Company Explorer gave up is taken back, see release-spend.lua.
--
-- What is never answered, because the worker died, the question was given up, its fingerprint changed or its entity went, stays
-- reserved in the book of its day, and nowhere else: it may have been charged, and the next day begins at nothing. For a week
-- it is shown as unanswered, and who asks the same again asks for the same analysis; afterwards it is forgotten, and the same
-- question is paid for again, under the cap of its day.
--
-- Amounts are millionths of the currency, whole numbers, so that sums are exact. Which day it is the caller says, since only
-- it knows time zones; a call that crosses midnight is settled in the day it was reserved in.
--
-- One reservation covers one analysis, however often it takes to ask: while the Company Explorer is still working, through
-- retries, holds and crashes. Once answered it is kept as long as the answer. The ledger remembers which fingerprint was
-- answered last, so that the same question after the answer's expiry is a new analysis, with a round of its own, rather than
-- the old one found again; of a ledger that was lost and rebuilt nothing has expired.

local bookRetention = 100 * 24 * 60 * 60 * 1000

-- Longer than retries and still working last.
local openRetention = 7 * 24 * 60 * 60 * 1000

-- Analyses and money of a day, and its caps.
local function readBook(book)
  local fields = redis.call('HMGET', book, 'calls', 'reserved', 'settled', 'callsCap', 'amountCap')
  for i = 1, 5 do
    fields[i] = tonumber(fields[i] or 0)
  end
  return { calls = fields[1], amount = fields[2] + fields[3], callsCap = fields[4], amountCap = fields[5] }
end

-- The threshold to be told now, or 0: each once a day, and anew under other caps. `full` is a refusal, which is 100 whatever
-- is left.
local function spendAlarm(bookKey, full)
  local book = readBook(bookKey)
  local crossed = 0
  if full or book.calls >= book.callsCap or book.amount >= book.amountCap then
    crossed = 100
  elseif book.calls * 100 >= book.callsCap * 80 or book.amount * 100 >= book.amountCap * 80 then
    crossed = 80
  end
  if crossed <= tonumber(redis.call('HGET', bookKey, 'alarm') or 0) then
    return 0
  end
  redis.call('HSET', bookKey, 'alarm', crossed)
  return crossed
end
