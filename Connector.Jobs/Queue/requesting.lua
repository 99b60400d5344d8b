-- Shared: requests. What an operator or the system asks for is a job like an event: it has its place, its account's order and
-- a pass under the lease. It is decided when it is made, so it never waits for a decision, and it has no body.
-- uses     common, hash, account, run, ending
--
-- job:{id} of a request has beside the fields in ending.lua
--   request                    what is asked: replay, fresh, cascade, approve, undo, adopt, erase, recheck, reconcile; its event
--                              is operator.{request}, or connector.{request} for the last two and cascade, which nobody
--                              asked for
--   by                         who asks
--   replayOf                   the job that is run again
--   detail                     what the request needs to know, JSON, at most 16 KiB
-- and a dead job that a request does over has replayedAs, the job that does it.

-- Whoever calls saves the hashes.
local function requestJob(id, tenant, name, entity, kind, by, replayOf, detail, retention, bodyRetention)
  local made = hash(key('job:' .. id))
  if made.exists or next(made.put) then
    return 0
  end
  local event = ((kind == 'cascade' or kind == 'recheck' or kind == 'reconcile') and 'connector.' or 'operator.') .. kind
  count('accepted', 1)
  put(made, 'tenant', tenant, 'eventId', id, 'receivedAt', now, 'state', 'scheduled', 'account', name,
    'entity', entity, 'event', event, 'decision', 'requested', 'request', kind, 'by', by)
  if detail ~= '' then
    put(made, 'detail', detail)
  end
  local account = accountOf(tenant, name)
  redis.call('SADD', key('scheduled'), id)
  redis.call('RPUSH', account.list, id)
  joinRun(account, jobOf(id), 'open', 'requested', event .. ' by ' .. by)
  dueAfterQuiet(account, 0, 0)
  if replayOf ~= '' then
    put(made, 'replayOf', replayOf)
    if closeDead(replayOf, 'replayed', by, retention, bodyRetention) then
      put(jobOf(replayOf).record, 'replayedAs', id)
    end
  end
  return 1
end
