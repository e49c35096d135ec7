-- Takes away the row of a connection that was ended, and of no other.
-- KEYS connection
if redis.call('HGET', KEYS[1], 'x') == '0' then
  redis.call('DEL', KEYS[1])
end
