#!lua flags=allow-oom
-- ask-operation: keeps an operation that is asked for: a preview, or the run of one
-- operation:{tenant}:{id} (hash)   kind, selection (JSON), by, why, at; seenAt, when its preview was asked for; previewOf, of a run; runAs, of a
--                                  preview: the id of its run; state (working, done), cursor, counts (JSON); item:{record or job} (JSON): the
--                                  first of what it is about
-- uses     common, operation
-- ARGV     tenant, id, kind, selection as JSON, by, why or '', the preview or '', of a run: its detail in the log, ms to keep it
-- reads    operation:{tenant}:{id} of the preview
-- writes   operation:{tenant}:{id}, of a run also that of the preview; of a run: operations
-- returns  its id; of a preview that was run before, that of its run
-- guarantee A preview is run once. A run and its entry in the log are there together, or neither.

local tenant, id, kind, selection, by, why, previewOf, detail, kept = unpack(ARGV)
local seenAt = now
if previewOf ~= '' then
  local preview = key('operation:' .. tenant .. ':' .. previewOf)
  if redis.call('HSETNX', preview, 'runAs', id) == 0 then
    return redis.call('HGET', preview, 'runAs')
  end
  redis.call('PEXPIRE', preview, kept)
  seenAt = redis.call('HGET', preview, 'at')
  operation(by, kind, tenant, detail, id)
end
local asked = key('operation:' .. tenant .. ':' .. id)
redis.call('HSET', asked, 'kind', kind, 'selection', selection, 'by', by, 'why', why, 'at', now, 'seenAt', seenAt, 'previewOf', previewOf)
redis.call('PEXPIRE', asked, kept)
return id
