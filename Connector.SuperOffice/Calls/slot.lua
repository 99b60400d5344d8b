#!lua flags=allow-oom
-- slot: a call asks for its turn
-- KEYS     the tenant's prefix; every key below begins with it
-- ARGV     caller (its process, a hyphen, a number), class (0 the most urgent), ms at which it asked first (0: now), calls a
--          window, ms it is ready to wait, ms a waiting caller may come late, the window in ms (a second), ms after which
--          a call is over whatever became of it, ms after which nobody listens to the answer any more (0: not known)
-- calls (sorted set)          the calls that count: those that were answered in the last window by when, written by who called; those under way
--                             by when they are over at the latest. When a call reaches SuperOffice nobody knows but that it is
--                             between the two, so it counts from its beginning until a window after its end.
-- calls:waiting (sorted set)  callers by class, then by when they asked first
-- calls:back (sorted set)     callers by when they were told to come back
-- calls:processes (sorted set) processes that called in the last minute, by when
-- calls:shares (hash)         per class when it last had a turn; since: turns since a less urgent class had one
-- reads    calls:pause
-- writes   calls, calls:waiting, calls:back, calls:processes, calls:shares
-- returns  go, ms at which the call begins, processes that called in the last minute; late, the present ms; wait, ms to come
--          back in, ms at which it asked first; later, the same (longer than it is ready to wait; nothing is remembered); or
--          paused, ms, ms at which it asked first
-- guarantee No more than the given number of calls reaches SuperOffice in any window, whoever asks and however long they take. Turns go by class, then
--          by arrival, to those who wait; one in ten goes to the less urgent class that has gone without the longest. Who does not
--          come back in time loses its place, so a process that died holds nobody up.

local prefix = KEYS[1]
local caller, class, asked = ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3])
local rate, patience, lateness, window = tonumber(ARGV[4]), tonumber(ARGV[5]), tonumber(ARGV[6]), tonumber(ARGV[7])
local latest = tonumber(ARGV[8])
local calls, waiting, back, shares = prefix .. 'calls', prefix .. 'calls:waiting', prefix .. 'calls:back', prefix .. 'calls:shares'
local processes = prefix .. 'calls:processes'

local minute = 60 * 1000
local classes, span = 6, 10000000000000
local share = 10

local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
if asked == 0 then
  asked = now
end

-- Asked before this server stood still: who asked has given it up, and a turn that nobody takes would count for long.
local deadline = tonumber(ARGV[9])
if deadline > 0 and now > deadline then
  return {'late', now}
end

local paused = redis.call('PTTL', prefix .. 'calls:pause')
if paused > 0 then
  return {'paused', paused, asked}
end

-- What is over; and what lies in the future, because the clock was set back.
redis.call('ZREMRANGEBYSCORE', calls, '-inf', now - window)
redis.call('ZREMRANGEBYSCORE', calls, now + latest + 2, '+inf')
for _, range in ipairs({{'-inf', now - lateness}, {now + minute, '+inf'}}) do
  for _, gone in ipairs(redis.call('ZRANGEBYSCORE', back, range[1], range[2])) do
    redis.call('ZREM', waiting, gone)
    redis.call('ZREM', back, gone)
  end
end

redis.call('ZADD', waiting, class * span + asked, caller)
local place = redis.call('ZRANK', waiting, caller)
local free = rate - redis.call('ZCARD', calls)

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
  redis.call('ZADD', calls, now + latest, caller)
  redis.call('HSET', shares, class, now, 'since', caller == lucky and 0 or math.min(since + 1, share - 1))
  redis.call('ZADD', processes, now, string.match(caller, '^[^-]*'))
  redis.call('ZREMRANGEBYSCORE', processes, '-inf', now - minute)
  redis.call('PEXPIRE', calls, latest + 2 * window)
  redis.call('PEXPIRE', shares, minute)
  redis.call('PEXPIRE', processes, minute)
  return {'go', now, redis.call('ZCARD', processes)}
end

-- The turns to come: each call frees one a window after its end; one that is under way ends now at the earliest.
local turn = math.max(caller == lucky and math.min(place, shareIn) or place, free) - free
local rounds = math.floor(turn / rate)
local before = redis.call('ZRANGE', calls, turn - rounds * rate, turn - rounds * rate, 'WITHSCORES')
local wait = math.max(1, math.min(now, tonumber(before[2] or now)) + window * (rounds + 1) - now)
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
