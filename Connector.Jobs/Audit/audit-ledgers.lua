#!lua flags=no-writes
-- audit-ledgers: whether a write has been open for so long that nobody will close it
-- uses     common, finding
-- ARGV     ms after which an intent counts as left open; {tenant}:{entity}, at most 500
-- reads    ledger:{tenant}:{entity}
-- returns  findings

for i = 2, #ARGV do
  local at = tonumber(redis.call('HGET', key('ledger:' .. ARGV[i]), 'intentAt') or nil)
  if at and at < now - tonumber(ARGV[1]) then
    found('intent-open', 'ledger:' .. ARGV[i], ARGV[1], ARGV[i])
  end
end
return { findings }
