-- Shared: requests. What an operator or the system asks for is a job like an event: it has its place, its account's order and
-- a pass under the lease. It is decided when it is made, so it never waits in the stream, and it has no body.
--
-- job:{id} of a request has beside the fields in ending.lua
--   request                    what is asked: replay, fresh, cascade, approve, undo, adopt, erase, recheck; its event is
--                              operator.{request}, or connector.{request} for cascade and recheck, which nobody asked for
--   by                         who asks
--   replayOf                   the job that is done over
--   detail                     what the request needs to know, JSON, at most 16 KiB
-- and a dead job that a request does over has replayedAs, the job that does it.

local function requestJob(id, tenant, name, entity, kind, by, replayOf, detail, retention, bodyRetention)
  local record = key('job:' .. id)
  if redis.call('EXISTS', record) == 1 then
    return 0
  end
  local event = ((kind == 'cascade' or kind == 'recheck') and 'connector.' or 'operator.') .. kind
  count('accepted', 1)
  redis.call('HSET', record, 'tenant', tenant, 'eventId', id, 'receivedAt', now, 'state', 'scheduled', 'account', name,
    'entity', entity, 'event', event, 'decision', 'requested', 'request', kind, 'by', by)
  if detail ~= '' then
    redis.call('HSET', record, 'detail', detail)
  end
  local account = accountOf(tenant, name)
  redis.call('SADD', key('scheduled'), id)
  redis.call('RPUSH', account.list, id)
  joinRun(account, id, now, event, 'requested', event .. ' by ' .. by)
  dueAfterQuiet(account, 0, 0)
  redis.call('PERSIST', account.hash)
  if replayOf ~= '' then
    redis.call('HSET', record, 'replayOf', replayOf)
    if closeDead(replayOf, 'replayed', by, retention, bodyRetention) then
      redis.call('HSET', key('job:' .. replayOf), 'replayedAs', id)
    end
  end
  return 1
end
