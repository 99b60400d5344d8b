-- Shared: how many ledgers there are, in the counter `ledgers`. They are state and not history: nothing of them is trimmed, so what they take is shown.
-- uses     common

-- Before something is written into one.
local function beginLedger(ledger)
  if redis.call('EXISTS', ledger) == 0 then
    count('ledgers', 1)
  end
end

-- After something was taken out of one, which may have been all of it.
local function leaveLedger(ledger)
  if redis.call('EXISTS', ledger) == 0 then
    count('ledgers', -1)
  end
end
