#!lua
-- accept: (nothing) -> waiting
-- uses     common, waiting
-- ARGV     per event, 1 to 500 of them: job id, tenant, event id, what it is about or '', body, traceparent or ''
-- reads    dedup:{hour}, three of them, and those of the version before while there are any; job:{id}, body:{id}; layout (epoch)
-- writes   waiting, waiting:{tenant}, waiting-turns, turn, job:{id}, body:{id}, dedup:{hour}, counters (accepted, duplicates)
-- returns  per event: the job's id, and 1 if it is a duplicate; then, if any is new: epoch ('' if there is none), accepted, now, see observe.lua
-- guarantee An event of a tenant, known by its id and by what it is about, becomes one job in 24 h (36 h at most: whole half days
--          expire). Calling again with the same job ids changes nothing and reports no duplicate, however much later: a spool
--          may have to wait for days. All events of a call are accepted, or none.

local hour = math.floor(now / 3600000)
local bucket = hour - hour % 12
local present = key('dedup:' .. bucket)

-- Redis keeps a small hash as a list, and searches it from end to end, unless a field is longer than hash-max-listpack-value: 64 bytes.
local noList = 'this field is longer than hash-max-listpack-value, so that the hash is a table'

local names, olds = {}, {}
for i = 1, #ARGV, 6 do
  local old = ARGV[i + 1] .. ':' .. ARGV[i + 2]
  olds[#olds + 1] = old
  names[#names + 1] = ARGV[i + 3] == '' and old or old .. ':' .. ARGV[i + 3]
end

-- The version before had a hash for each hour, and the one before that knew events by their ids alone: there the body has to tell whether it was
-- this event or another one of the same id. What they remembered counts until it expires; beside a process of the version before, which looks 24
-- hours back by the same names, each finds what the other accepts. This can go once nobody upgrades from them any more.
local asked, buckets, hours = names, { present, key('dedup:' .. bucket - 12), key('dedup:' .. bucket - 24) }, {}
for back = 0, 24 do
  if (hour - back) % 12 ~= 0 then
    hours[#hours + 1] = key('dedup:' .. hour - back)
  end
end
if redis.call('EXISTS', unpack(hours)) > 0 then
  asked = { unpack(names) }
  for i, old in ipairs(olds) do
    if old ~= names[i] then
      asked[#asked + 1] = old
    end
  end
  for _, name in ipairs(hours) do
    buckets[#buckets + 1] = name
  end
end

local first = {}
for _, name in ipairs(buckets) do
  for i, job in ipairs(redis.call('HMGET', name, unpack(asked))) do
    if job then
      first[asked[i]] = job
    end
  end
end

local function knownBefore(name, old, body)
  local job = name ~= old and first[old]
  return job and redis.call('GET', key('body:' .. job)) == body and job
end

local answer, remembered, waiting = {}, {}, {}
local accepted, duplicates = 0, 0
for i, name in ipairs(names) do
  local at = (i - 1) * 6
  local id = ARGV[at + 1]
  local known = first[name] or (redis.call('EXISTS', key('job:' .. id)) == 1 and id) or knownBefore(name, olds[i], ARGV[at + 5])
  first[name] = known or id
  if not known then
    accepted = accepted + 1
    remembered[#remembered + 1] = name
    remembered[#remembered + 1] = id
    redis.call('HSET', key('job:' .. id), 'tenant', ARGV[at + 2], 'eventId', ARGV[at + 3], 'receivedAt', now,
      'traceParent', ARGV[at + 6], 'state', 'waiting')
    redis.call('SET', key('body:' .. id), ARGV[at + 5])
    waiting[#waiting + 1] = { ARGV[at + 2], id }
  elseif known ~= id then
    duplicates = duplicates + 1
    if redis.call('EXISTS', key('job:' .. known)) == 1 then
      redis.call('HINCRBY', key('job:' .. known), 'duplicates', 1)
    end
  end
  answer[#answer + 1] = first[name]
  answer[#answer + 1] = (known and known ~= id) and 1 or 0
end

if duplicates > 0 then
  count('duplicates', duplicates)
end
if accepted > 0 then
  local all = count('accepted', accepted)
  letWait(waiting)
  if redis.call('HSET', present, noList, '', unpack(remembered)) > accepted then
    -- noList is new too, and so the hash.
    redis.call('PEXPIREAT', present, (bucket + 36) * 3600000)
  end
  wake('events')
  for _, known in ipairs({ redis.call('HGET', key('layout'), 'epoch') or '', all, now }) do
    answer[#answer + 1] = known
  end
end
return answer
