#!lua flags=allow-oom
-- observe: tells whether the data is still what a watcher saw last
--
-- layout (hash)            epoch, madeAt: which data this is, and since when there is any
-- epochs (list)            epochs whose loss has been noticed, newest first; 100 of them
-- watchers (hash)          watcher -> the number of its last look, and when it was
-- loss (hash)              the last loss: kind, since, noticedBy, missing (ms, where known), rememberedEpoch, rememberedAccepted,
--                          rememberedFinished, seenEpoch, seenAccepted, seenFinished; once it is over endedBy, endedAt
--
-- A watcher remembers what it was told here. Redis writes in order and loses from the end, so the data is whole as long as it
-- has the watcher's last look. The other counters say the same, and still do when the looks have been forgotten.
--
-- uses     common
-- ARGV     watcher; what it remembers: epoch or '' for nothing, accepted, finished, fence, number of its look, when it was;
--          an id for a new epoch, ms after which a silent watcher is forgotten
-- reads    layout, counters, fence, epochs, watchers, loss
-- writes   watchers; with a loss: layout (epoch), epochs, loss
-- returns  epoch ('' if there is no data at all), accepted, finished, fence, number of this look, now; the kind of a loss noticed
--          now or ''; 1 while a loss is not over
-- guarantee A loss is noticed once, whoever looks first: it gives the data an epoch of its own, and the lost one is known from then on.

local watcher, epoch, forgetAfter = ARGV[1], ARGV[2], tonumber(ARGV[9])
local seen = {
  accepted = tonumber(ARGV[3]), finished = tonumber(ARGV[4]), fence = tonumber(ARGV[5]), look = tonumber(ARGV[6]), at = tonumber(ARGV[7]),
}
local layout, epochs, watchers, loss = key('layout'), key('epochs'), key('watchers'), key('loss')
if redis.call('EXISTS', layout) == 0 then
  return { '', 0, 0, 0, 0, now, '', 0 }
end

-- Data from before there were epochs gets one.
redis.call('HSETNX', layout, 'epoch', ARGV[8])
local found = redis.call('HMGET', layout, 'epoch', 'madeAt')
local present, madeAt = found[1], tonumber(found[2] or 0)
local counters = redis.call('HMGET', key('counters'), 'accepted', 'finished')
local accepted, finished = tonumber(counters[1] or 0), tonumber(counters[2] or 0)
local fence = tonumber(redis.call('GET', key('fence')) or 0)
local mark = redis.call('HGET', watchers, watcher)
local look = mark and tonumber(string.match(mark, '^%d+'))
local lookedAt = mark and tonumber(string.match(mark, '%d+$'))

local kind = ''
if epoch == '' then
  kind = ''
elseif present ~= epoch then
  if not redis.call('LPOS', epochs, epoch) then
    kind = madeAt >= seen.at and 'emptied' or 'restored'
  end
elseif accepted < seen.accepted or finished < seen.finished or fence < seen.fence
  or ((look or 0) < seen.look and seen.at > now - forgetAfter) then
  -- A failover loses the last moments, a backup what came after it.
  kind = lookedAt and seen.at - lookedAt < 60000 and 'rolled-back' or 'restored'
end

if kind ~= '' then
  redis.call('LPUSH', epochs, epoch)
  if kind ~= 'emptied' then
    if present ~= epoch then
      redis.call('LPUSH', epochs, present)
    end
    present = ARGV[8]
    redis.call('HSET', layout, 'epoch', present)
  end
  redis.call('LTRIM', epochs, 0, 99)
  local last = redis.call('HMGET', loss, 'since', 'endedAt')
  local since = last[1] and not last[2] and last[1] or now
  redis.call('DEL', loss)
  redis.call('HSET', loss, 'kind', kind, 'since', since, 'noticedBy', watcher, 'rememberedEpoch', epoch, 'rememberedAccepted', seen.accepted,
    'rememberedFinished', seen.finished, 'seenEpoch', present, 'seenAccepted', accepted, 'seenFinished', finished)
  if kind ~= 'emptied' and lookedAt then
    redis.call('HSET', loss, 'missing', math.max(0, seen.at - lookedAt))
  end
end

if redis.call('HLEN', watchers) >= 200 then
  local all = redis.call('HGETALL', watchers)
  for i = 1, #all, 2 do
    if tonumber(string.match(all[i + 1], '%d+$')) < now - forgetAfter then
      redis.call('HDEL', watchers, all[i])
    end
  end
end
look = math.max(look or 0, seen.look) + 1
redis.call('HSET', watchers, watcher, string.format('%.0f %.0f', look, now))

local last = redis.call('HMGET', loss, 'since', 'endedAt')
return { present, accepted, finished, fence, look, now, kind, last[1] and not last[2] and 1 or 0 }
