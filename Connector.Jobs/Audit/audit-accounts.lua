#!lua flags=no-writes
-- audit-accounts: whether each account with jobs will be taken, and each other one forgotten
-- uses     common, account, finding
-- ARGV     tenant/account, at most 500
-- reads    account:{account}, jobs:{account}, due:{tenant}, leases, turns, due, pass:{fence}
-- returns  findings

for _, id in ipairs(ARGV) do
  local account = accountById(id) or accountOf('', id)
  local tenant, name = account.tenant, account.name
  local jobs = redis.call('LLEN', account.list)
  local due = redis.call('ZSCORE', account.due, name)
  local lease = redis.call('ZSCORE', key('leases'), id)
  local fence = account.record.fields.fence

  if due and lease then
    found('account-due-and-leased', 'account:' .. id, id)
  elseif jobs > 0 and not due and not lease then
    found('account-stranded', 'account:' .. id, id)
  elseif due and jobs == 0 then
    found('account-due-without-jobs', 'account:' .. id, id)
  end
  if due and not redis.call('ZSCORE', key('turns'), tenant) and not redis.call('ZSCORE', key('due'), tenant) then
    found('tenant-without-turn', 'due:' .. tenant, id)
  end

  if fence and not lease then
    found('pass-without-lease', 'pass:' .. fence, id)
  elseif lease and (not fence or redis.call('LLEN', key('pass:' .. fence)) == 0) then
    found('lease-without-pass', 'account:' .. id, id)
  end

  if jobs == 0 and not fence and not due and not lease then
    mustExpire('account:' .. id, id)
  elseif redis.call('PTTL', account.record.name) >= 0 then
    found('account-expires', 'account:' .. id, id)
  end
end
return { findings }
