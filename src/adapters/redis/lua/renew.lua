-- Renews a connection's row, and answers all of it. nil: it is gone; 'changed': its identity is not the one demanded.
-- KEYS connection; ARGV now, expires, ttl, identity or '', identity demanded or ''
local row = redis.call('HMGET', KEYS[1], 'x', 'i')
if not row[1] or tonumber(row[1]) <= tonumber(ARGV[1]) then
  return false
end
if ARGV[5] ~= '' and ARGV[5] ~= row[2] then
  return 'changed'
end
redis.call('HSET', KEYS[1], 'x', ARGV[2])
if ARGV[4] ~= '' then
  redis.call('HSET', KEYS[1], 'i', ARGV[4])
end
if redis.call('PTTL', KEYS[1]) < tonumber(ARGV[3]) then
  redis.call('PEXPIRE', KEYS[1], ARGV[3])
end
return redis.call('HGETALL', KEYS[1])
