#!lua flags=allow-oom
-- intend: says whether a pass may write, and records what it is about to
-- ledger:{tenant}:{entity} (hash)   written.{ProgId} = what the CRM returned after our last write, sent.{ProgId} = what we had
--                                   sent, where that is something else, writtenAt, readAt = since when that write did not
--                                   look at the record any more (ISO 8601), applied,
--                                   answered = the fingerprint the Company Explorer answered last,
--                                   rebuiltAt = when it was rebuilt from a stamp, adoptedBy, adoptedAt = who took values for
--                                   ours, see rebuild.lua and adopt.lua,
--                                   snapshot = JSON list of the ProgIds a snapshot holds from before our first write,
--                                   cascaded, cascadedAt = of a contact: what its persons were last told of, see cascaded.lua,
--                                   givenUp.{fence} = an intent (JSON) that was given up, see give-up.lua,
--                                   outlived.{fence} = one of them without a stamp, once a later write was confirmed,
--                                   and while a write is open: intent (JSON), intentAt, intentFence, and, if it counts against the
--                                   write budget, countedBefore = when its account was counted before, '' for not within the day
-- uses     common, permission, account, ledgers
-- ARGV     tenant, account, fence, entity, the intent as JSON, configured mode, grant ('', approve or undo), 1 if in scope,
--          accounts per hour, accounts per day
-- reads    account:{account}, leases, tenant:{tenant}, write-stop
-- writes   ledger:{tenant}:{entity}, counters (ledgers), write-budget:{tenant}
-- returns  go, mode, scope, stopped, budget or lost
-- guarantee An intent is recorded only by the pass that has the account, before its lease has expired, with no write stop set;
--          in mode write, in scope and within the write budget, or by a person's grant. See permission.lua. Runs when
--          memory is full: it leads to an end.

local tenant, name, fence, entity, intent, mode, grant, inScope = unpack(ARGV, 1, 8)
local account = accountOfPass(tenant, name, fence)
if not account or tonumber(redis.call('ZSCORE', key('leases'), account.id) or 0) <= now then
  return 'lost'
end
local refusal, before = refusalToWriteTo(tenant, name, mode, grant, inScope, ARGV[9], ARGV[10])
if refusal then
  return refusal
end
local ledger = key('ledger:' .. tenant .. ':' .. entity)
beginLedger(ledger)
redis.call('HSET', ledger, 'intent', intent, 'intentAt', now, 'intentFence', fence, 'countedBefore', before or '')
if not before then
  redis.call('HDEL', ledger, 'countedBefore')
end
return 'go'
