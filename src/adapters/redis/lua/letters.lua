-- A page of dead letters: {place, letter}...
-- KEYS letters, order; ARGV after, most
local answer = {}
local found = redis.call('ZRANGEBYSCORE', KEYS[2], '(' .. ARGV[1], '+inf', 'WITHSCORES', 'LIMIT', 0, ARGV[2])
for i = 1, #found, 2 do
  answer[#answer + 1] = { found[i + 1], redis.call('HGET', KEYS[1], found[i]) }
end
return answer
