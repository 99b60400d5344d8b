-- Shared: when take looks at a tenant, so that it has nothing to do with tenants of which nothing is due.
-- uses     common
--
-- due (sorted set)     tenants by when they are to be looked at: no later than their earliest account is due or their hold is probed. Too early costs one look
-- turns (sorted set)   tenants of which something is due, by their turn; take alone moves them from `due` to here and back
--
-- The version before had all tenants in `turns` and knows nothing of `due`. Its data needs no migration: take moves whom it finds in `turns`. While one of its
-- processes runs beside ours, it finds in `turns` whom we or it put there, and overlooks whoever stands in `due` alone until we have moved them. Alone
-- again, it would overlook them until something more of theirs is made due.

-- The tenant is to be looked at then, or earlier. False if it is so already.
local function lookAt(tenant, at)
  return not redis.call('ZSCORE', key('turns'), tenant) and redis.call('ZADD', key('due'), 'LT', 'CH', at, tenant) == 1
end
