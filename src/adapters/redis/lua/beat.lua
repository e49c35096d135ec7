-- Says that a node lives, by a message that it has to hear itself.
-- KEYS presence, told; ARGV channel, ttl -> {1 if it was known to live, number of the message}
local known = redis.call('EXISTS', KEYS[1])
redis.call('SET', KEYS[1], '1', 'PX', ARGV[2])
local number = redis.call('INCR', KEYS[2])
redis.call('PEXPIRE', KEYS[2], 86400000)
redis.call('PUBLISH', ARGV[1], string.format('%.0f\n', number))
return { known, number }
