-- Files a query under a channel, or extends its lease there.
-- KEYS state, filed, queries, leases, removed; ARGV now, queryId, until, ttl, birth, query or ''
-- 0: it was there. 1: it came. -1: it is not there, and no query was given to put.
-- state: b birth, n changes so far, f changes that are forgotten. filed and removed: queryId by the change it came or went with.
local now = tonumber(ARGV[1])
local lease = tonumber(redis.call('ZSCORE', KEYS[4], ARGV[2]) or 0)
local came = lease <= now
-- Readers that hold a channel look at its state only: what lapsed is taken away by those who come and stay, two by each.
local over = redis.call('ZRANGEBYSCORE', KEYS[4], '-inf', now, 'LIMIT', 0, 2)
for _, id in ipairs(over) do
  redis.call('ZREM', KEYS[4], id)
  redis.call('ZREM', KEYS[2], id)
  redis.call('HDEL', KEYS[3], id)
  redis.call('ZADD', KEYS[5], redis.call('HINCRBY', KEYS[1], 'n', 1), id)
end
if #over > 0 then
  local surplus = redis.call('ZCARD', KEYS[5]) - 1024
  if surplus > 0 then
    local gone = redis.call('ZPOPMIN', KEYS[5], surplus)
    redis.call('HSET', KEYS[1], 'f', gone[#gone])
  end
  redis.call('PEXPIRE', KEYS[5], math.max(1, redis.call('PTTL', KEYS[1])))
end
if came and ARGV[6] == '' then
  return -1
end
if came then
  redis.call('HSETNX', KEYS[1], 'b', ARGV[5])
  local change = redis.call('HINCRBY', KEYS[1], 'n', 1)
  redis.call('ZADD', KEYS[2], change, ARGV[2])
  redis.call('HSET', KEYS[3], ARGV[2], ARGV[6])
  redis.call('ZREM', KEYS[5], ARGV[2])
end
if came or tonumber(ARGV[3]) > lease then
  redis.call('ZADD', KEYS[4], ARGV[3], ARGV[2])
end
-- A minute more than is needed, so that most renewals find it long enough.
if came or redis.call('PTTL', KEYS[1]) < tonumber(ARGV[4]) then
  for _, key in ipairs(KEYS) do
    if redis.call('PTTL', key) < tonumber(ARGV[4]) then
      redis.call('PEXPIRE', key, tonumber(ARGV[4]) + 60000)
    end
  end
end
return came and 1 or 0
