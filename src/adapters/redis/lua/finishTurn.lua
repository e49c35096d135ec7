-- All turns up to this one are over.
-- KEYS turns; ARGV turn
if tonumber(ARGV[1]) > tonumber(redis.call('HGET', KEYS[1], 'finished') or 0) then
  redis.call('HSET', KEYS[1], 'finished', ARGV[1])
end
