-- What came to and went from a channel's queries. Takes away those whose lease is over, which is a change as well.
-- KEYS state, filed, queries, leases, removed; ARGV now, birth, change, most
-- {}: no such channel. {birth}: the same. Else {birth, change, more, reset, removed, queries}
local state = redis.call('HMGET', KEYS[1], 'b', 'n', 'f')
if not state[1] then
  return {}
end
local over = redis.call('ZRANGEBYSCORE', KEYS[4], '-inf', ARGV[1], 'LIMIT', 0, 1000)
for _, id in ipairs(over) do
  redis.call('ZREM', KEYS[4], id)
  redis.call('ZREM', KEYS[2], id)
  redis.call('HDEL', KEYS[3], id)
  redis.call('ZADD', KEYS[5], redis.call('HINCRBY', KEYS[1], 'n', 1), id)
end
if #over > 0 then
  local ttl = redis.call('PTTL', KEYS[1])
  if ttl > 0 then
    redis.call('PEXPIRE', KEYS[5], ttl)
  end
  local surplus = redis.call('ZCARD', KEYS[5]) - 1024
  if surplus > 0 then
    local gone = redis.call('ZPOPMIN', KEYS[5], surplus)
    redis.call('HSET', KEYS[1], 'f', gone[#gone])
  end
  state = redis.call('HMGET', KEYS[1], 'b', 'n', 'f')
end
local held = tonumber(ARGV[3])
if ARGV[2] == state[1] and held == tonumber(state[2]) then
  return { state[1] }
end
local reset = ARGV[2] ~= state[1] or held < tonumber(state[3] or 0)
local from = '(' .. (reset and '0' or ARGV[3])
local most = tonumber(ARGV[4])
local came = redis.call('ZRANGEBYSCORE', KEYS[2], from, '+inf', 'WITHSCORES', 'LIMIT', 0, most)
local ids = {}
for i = 1, #came, 2 do
  ids[#ids + 1] = came[i]
end
local more = #ids == most
local upTo = more and came[#came] or state[2]
local removed = redis.call('ZRANGEBYSCORE', KEYS[5], from, upTo)
local queries = {}
if #ids > 0 then
  local leases = redis.call('ZMSCORE', KEYS[4], unpack(ids))
  local found = redis.call('HMGET', KEYS[3], unpack(ids))
  for i = 1, #ids do
    -- More lapsed than were taken away now.
    if found[i] and tonumber(leases[i] or 0) > tonumber(ARGV[1]) then
      queries[#queries + 1] = found[i]
    end
  end
end
return { state[1], upTo, more and 1 or 0, reset and 1 or 0, removed, queries }
