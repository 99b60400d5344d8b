-- Shared: writes that an entity's ledger remembers although they were given up, as {kind}{fence}.

local mostGivenUp = 3

-- Forgets all but the newest of one kind.
local function keepNewest(ledger, kind)
  local kept = {}
  for _, field in ipairs(redis.call('HKEYS', ledger)) do
    if string.sub(field, 1, #kind) == kind then
      table.insert(kept, field)
    end
  end
  table.sort(kept, function(one, other)
    return tonumber(string.sub(one, #kind + 1)) < tonumber(string.sub(other, #kind + 1))
  end)
  for i = 1, #kept - mostGivenUp do
    redis.call('HDEL', ledger, kept[i])
  end
end
