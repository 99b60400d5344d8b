-- Shared: the directories of journals, and what of them is still to be erased.
-- uses     common
--
-- journals (hash)                         directory -> JSON: host, seenAt; mark, which whoever said so left in it, see JournalMark.cs; of one that a
--                                         person has declared gone also forgottenAt, by, reason; dropped: erasures that it missed and that are not
--                                         known any more
-- journal-due:{directory} (sorted set)    tenant:entity by when it was erased elsewhere: what this directory has still to erase
--
-- An erasure is over once no directory that counts owes it. A forgotten one does not count; should it come back, it erases first what it missed, of
-- which the newest 10,000 are kept.

local mostOfForgotten = 10000

local function journalDirectory(id)
  local json = redis.call('HGET', key('journals'), id)
  return json and cjson.decode(json)
end

local function saveDirectory(id, directory)
  redis.call('HSET', key('journals'), id, cjson.encode(directory))
end

local function dropOldest(id, directory)
  local over = redis.call('ZCARD', key('journal-due:' .. id)) - mostOfForgotten
  if over > 0 then
    redis.call('ZREMRANGEBYRANK', key('journal-due:' .. id), 0, over - 1)
    directory.dropped = (directory.dropped or 0) + over
  end
end

-- Has every directory but one's own erase an entity.
local function oweErasure(own, tenant, entity)
  for _, id in ipairs(redis.call('HKEYS', key('journals'))) do
    if id ~= own then
      redis.call('ZADD', key('journal-due:' .. id), now, tenant .. ':' .. entity)
      local directory = journalDirectory(id)
      if directory.forgottenAt then
        dropOldest(id, directory)
        saveDirectory(id, directory)
      else
        wake('journals')
      end
    end
  end
end
