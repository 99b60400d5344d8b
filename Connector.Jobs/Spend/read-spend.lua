#!lua flags=no-writes
-- read-spend: what each tenant has spent on its present day
-- uses     common, spend
-- reads    spend, spend:{tenant}:{day}, unanswered:{tenant}
-- returns  per tenant: tenant, day, calls, calls' cap, millionths reserved, settled, their cap, currency, when the day ends,
--          analyses unanswered, when the oldest was begun or ''; a day that is over counts as one on which nothing has been
--          spent: day and end are ''

local answer = {}
local days = redis.call('HGETALL', key('spend'))
for i = 1, #days, 2 do
  local book = redis.call('HMGET', key('spend:' .. days[i] .. ':' .. days[i + 1]),
    'calls', 'callsCap', 'reserved', 'settled', 'amountCap', 'currency', 'endsAt')
  if book[2] then
    local open = key('unanswered:' .. days[i])
    local since = '(' .. (now - openRetention)
    local oldest = redis.call('ZRANGEBYSCORE', open, since, '+inf', 'WITHSCORES', 'LIMIT', 0, 1)
    local today = tonumber(book[7]) > now
    answer[#answer + 1] = {
      days[i], today and days[i + 1] or '', today and book[1] or 0, book[2], today and book[3] or 0, today and book[4] or 0,
      book[5], book[6], today and book[7] or '', redis.call('ZCOUNT', open, since, '+inf'), oldest[2] or '',
    }
  end
end
return answer
