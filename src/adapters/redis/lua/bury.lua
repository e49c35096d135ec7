-- Keeps dead letters: one an id, in the order of arrival.
-- KEYS letters, order, count; ARGV id, letter, id, letter...
for i = 1, #ARGV, 2 do
  if redis.call('HSETNX', KEYS[1], ARGV[i], ARGV[i + 1]) == 1 then
    redis.call('ZADD', KEYS[2], redis.call('INCR', KEYS[3]), ARGV[i])
  end
end
