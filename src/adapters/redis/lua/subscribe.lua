-- Notes a subscription in its connection's row, where there is one and room.
-- KEYS connection; ARGV now, queryId, ref, subscription, max, identity or '' -> 'gone', 'changed', 'full', or {revision, address}
-- Fields: a address, i identity, x expires, r revision; of each subscription s:id as JSON, f:id revision US ref.
local row = redis.call('HMGET', KEYS[1], 'x', 'a', 'i')
if not row[1] or tonumber(row[1]) <= tonumber(ARGV[1]) then
  return 'gone'
end
if ARGV[6] ~= '' and ARGV[6] ~= row[3] then
  return 'changed'
end
local field = 's:' .. ARGV[2]
if redis.call('HEXISTS', KEYS[1], field) == 0 and (redis.call('HLEN', KEYS[1]) - 4) / 2 >= tonumber(ARGV[5]) then
  return 'full'
end
local revision = redis.call('HINCRBY', KEYS[1], 'r', 1)
redis.call('HSET', KEYS[1], field, ARGV[4], 'f:' .. ARGV[2], string.format('%.0f', revision) .. '\31' .. ARGV[3])
return { string.format('%.0f', revision), row[2] }
