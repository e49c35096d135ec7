-- Ends a connection's lease and keeps its list of subscriptions until all viewers are gone, so that this can be done
-- again where somebody dies in between. nil: there is none.
-- KEYS connection -> {revision, queryId, ...}
local revision = redis.call('HGET', KEYS[1], 'r')
if not revision then
  return false
end
redis.call('HSET', KEYS[1], 'x', '0')
local answer = { revision }
for _, field in ipairs(redis.call('HKEYS', KEYS[1])) do
  if string.sub(field, 1, 2) == 'f:' then
    answer[#answer + 1] = string.sub(field, 3)
  end
end
return answer
