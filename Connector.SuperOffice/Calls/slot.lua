#!lua flags=allow-oom
-- slot: a call asks for its turn
-- KEYS     the tenant's prefix; every key below begins with it
-- ARGV     caller (unique per turn), class (0 the most urgent), ms at which it asked first (0: now), calls a
--          window, ms it is ready to wait, ms a waiting caller may come late, the window in ms (a second)
-- calls (sorted set)          the calls of the last window, by when they began
-- calls:waiting (sorted set)  callers by class, then by when they asked first
-- calls:back (sorted set)     callers by when they were told to come back
-- calls:shares (hash)         per class when it last had a turn; since: turns since a less urgent class had one
-- reads    calls:pause
-- writes   calls, calls:waiting, calls:back, calls:shares
-- returns  go; wait, ms to come back in, ms at which it asked first; later, ms (longer than it is ready to wait; nothing is
--          remembered); or paused, ms
-- guarantee No more than the given number of calls begins in any window by Redis' clock, whoever asks. Turns go by class, then
--          by arrival, to those who wait; one in ten goes to the less urgent class that has gone without the longest. Who does not
--          come back in time loses its place, so a process that died holds nobody up.

local prefix = KEYS[1]
local caller, class, asked = ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3])
local rate, patience, lateness, window = tonumber(ARGV[4]), tonumber(ARGV[5]), tonumber(ARGV[6]), tonumber(ARGV[7])
local begun, waiting, back, shares = prefix .. 'calls', prefix .. 'calls:waiting', prefix .. 'calls:back', prefix .. 'calls:shares'

local minute = 60 * 1000
local classes, span = 6, 10000000000000
local share = 10

local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
if asked == 0 then
  asked = now
end

local paused = redis.call('PTTL', prefix .. 'calls:pause')
if paused > 0 then
  return {'paused', paused, asked}
end

-- What is over; and what lies in the future, because the clock was set back.
redis.call('ZREMRANGEBYSCORE', begun, '-inf', now - window)
redis.call('ZREMRANGEBYSCORE', begun, now + 2, '+inf')
for _, range in ipairs({{'-inf', now - lateness}, {now + minute, '+inf'}}) do
  for _, gone in ipairs(redis.call('ZRANGEBYSCORE', back, range[1], range[2])) do
    redis.call('ZREM', waiting, gone)
    redis.call('ZREM', back, gone)
  end
end

redis.call('ZADD', waiting, class * span + asked, caller)
local place = redis.call('ZRANK', waiting, caller)
local free = rate - redis.call('ZCARD', begun)

-- Whose is the turn in ten: the first of that class. None if all who wait are of one class.
local lucky, urgent, longest
for c = 0, classes - 1 do
  local first = redis.call('ZRANGEBYSCORE', waiting, c * span, (c + 1) * span - 1, 'LIMIT', 0, 1)[1]
  if first and not urgent then
    urgent = c
  elseif first then
    local last = tonumber(redis.call('HGET', shares, c) or '0')
    if not longest or last < longest then
      lucky, longest = first, last
    end
  end
end
local since = tonumber(redis.call('HGET', shares, 'since') or '0')
local shareIn = math.max(0, share - 1 - since)

local function isMine()
  if caller == lucky and shareIn < free then
    return true
  end
  -- Kept free for the lucky one only while it is expected back, or the turn would be nobody's for so long.
  local kept = 0
  if lucky and shareIn < free and redis.call('ZRANK', waiting, lucky) >= free then
    local expected = tonumber(redis.call('ZSCORE', back, lucky) or '0')
    kept = expected <= now and 1 or 0
  end
  return place < free - kept
end

if isMine() then
  redis.call('ZREM', waiting, caller)
  redis.call('ZREM', back, caller)
  redis.call('ZADD', begun, now + 1, caller)
  redis.call('HSET', shares, class, now, 'since', caller == lucky and 0 or math.min(since + 1, share - 1))
  redis.call('PEXPIRE', begun, 2 * window)
  redis.call('PEXPIRE', shares, minute)
  return {'go'}
end

-- The turns to come: each call of the last window frees one when it leaves the window.
local turn = math.max(caller == lucky and math.min(place, shareIn) or place, free) - free
local rounds = math.floor(turn / rate)
local before = redis.call('ZRANGE', begun, turn - rounds * rate, turn - rounds * rate, 'WITHSCORES')
local wait = math.max(1, tonumber(before[2] or now) + window * (rounds + 1) - now)
if wait > patience then
  redis.call('ZREM', waiting, caller)
  redis.call('ZREM', back, caller)
  return {'later', wait, asked}
end
if class > urgent then
  -- It may be the lucky one by then.
  wait = math.min(wait, window)
end
redis.call('ZADD', back, now + wait, caller)
redis.call('PEXPIRE', waiting, minute)
redis.call('PEXPIRE', back, minute)
return {'wait', wait, asked}
