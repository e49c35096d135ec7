-- Files a connection. 0: rows of an earlier life stand there and must go first.
-- KEYS connection; ARGV address, identity, expires, revision, ttl
if redis.call('EXISTS', KEYS[1]) == 1 then
  return 0
end
redis.call('HSET', KEYS[1], 'a', ARGV[1], 'i', ARGV[2], 'x', ARGV[3], 'r', ARGV[4])
redis.call('PEXPIRE', KEYS[1], ARGV[5])
return 1
