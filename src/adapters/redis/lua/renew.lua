-- Renews a connection's row, and answers all of it. nil: it is gone.
-- KEYS connection; ARGV now, expires, ttl, identity or ''
local expires = redis.call('HGET', KEYS[1], 'x')
if not expires or tonumber(expires) <= tonumber(ARGV[1]) then
  return false
end
redis.call('HSET', KEYS[1], 'x', ARGV[2])
if ARGV[4] ~= '' then
  redis.call('HSET', KEYS[1], 'i', ARGV[4])
end
if redis.call('PTTL', KEYS[1]) < tonumber(ARGV[3]) then
  redis.call('PEXPIRE', KEYS[1], ARGV[3])
end
return redis.call('HGETALL', KEYS[1])
