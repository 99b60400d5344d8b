-- Shared: hashes. A script reads each it needs, changes what it read, and writes all changes in its last step, a command a hash, however many of
-- its parts had something to change. Whoever uses this calls saveHashes before it answers, and sends no HSET of its own to such a hash.

local hashes, byName = {}, {}

-- The hash as it is, with what this script has changed; without fields if there is none. Given names, only these fields are read, which is cheaper where
-- a hash has many: others are then for fieldOf to ask for, and one that was read and is not there is false.
local function hash(name, names)
  local known = byName[name]
  if not known then
    known = { name = name, fields = {}, put = {}, dropped = {} }
    if names then
      known.partly, known.exists = true, false
      for i, value in ipairs(redis.call('HMGET', name, unpack(names))) do
        known.fields[names[i]] = value
        known.exists = known.exists or value ~= false
      end
    else
      local read = redis.call('HGETALL', name)
      for i = 1, #read, 2 do
        known.fields[read[i]] = read[i + 1]
      end
      known.exists = #read > 0
    end
    byName[name] = known
    hashes[#hashes + 1] = known
  end
  return known
end

-- A field that may not have been read; nil or false if there is none.
local function fieldOf(which, field)
  if which.partly and which.fields[field] == nil then
    which.fields[field] = redis.call('HGET', which.name, field)
  end
  return which.fields[field]
end

-- A hash nothing of which has to be known: it is not read.
local function unreadHash(name)
  local known = byName[name]
  if not known then
    known = { name = name, fields = {}, put = {}, dropped = {} }
    byName[name] = known
    hashes[#hashes + 1] = known
  end
  return known
end

-- Field, value, field, value. A table of them would cost more than the calls.
local function put(into, field, value, ...)
  value = tostring(value)
  if into.fields[field] ~= value then
    into.fields[field], into.put[field], into.dropped[field] = value, value, nil
  end
  if ... then
    put(into, ...)
  end
end

local function add(into, field, by)
  if tonumber(by) ~= 0 then
    put(into, field, (tonumber(fieldOf(into, field)) or 0) + by)
  end
end

local function drop(from, field, ...)
  if from.fields[field] or (from.partly and from.fields[field] == nil) then
    from.fields[field], from.put[field], from.dropped[field] = false, nil, true
  end
  if ... then
    drop(from, ...)
  end
end

-- The hash is forgotten after so many ms; or, with nil, not any more.
local function expire(which, after)
  which.expireAfter, which.keep = after, not after
end

-- It is gone, and whatever was to be changed in it.
local function forget(which)
  redis.call('DEL', which.name)
  which.fields, which.put, which.dropped, which.exists, which.expireAfter, which.keep, which.partly = {}, {}, {}, false, nil, nil, nil
end

local function saveHashes()
  for _, one in ipairs(hashes) do
    if next(one.put) then
      local written, n = {}, 0
      for field, value in pairs(one.put) do
        written[n + 1], written[n + 2], n = field, value, n + 2
      end
      redis.call('HSET', one.name, unpack(written))
    end
    if next(one.dropped) then
      local gone = {}
      for field in pairs(one.dropped) do
        gone[#gone + 1] = field
      end
      redis.call('HDEL', one.name, unpack(gone))
    end
    if one.expireAfter then
      redis.call('PEXPIRE', one.name, one.expireAfter)
    elseif one.keep and one.exists then
      redis.call('PERSIST', one.name)
    end
  end
end
