package dev.roomscribe.cluster.redis.state;

import dev.roomscribe.cluster.redis.RedisScript;

/**
 * What Redis does with the records of webhooks. The keys are: the hash of the records and that of the processes that have
 * claimed them, both by session, and the sorted set of sessions by when their claims end in ms of Redis' clock. The first
 * argument is this process.
 */
final class DeliveryScripts {
    /** Takes the record of the session (2) for some ms (3), and returns it. */
    static final RedisScript CLAIM = new RedisScript(RedisScript.CLOCK + """
            local record = redis.call('HGET', KEYS[1], ARGV[2])
            if record then
              redis.call('HSET', KEYS[2], ARGV[2], ARGV[1])
              redis.call('ZADD', KEYS[3], now + tonumber(ARGV[3]), ARGV[2])
            end
            return record
            """);

    /**
     * Takes for some ms (2) at most so many (3) records whose claims have ended, and returns them. A session that the record of
     * its room names is left to the process that continues it; the key of that record is between the last two arguments.
     */
    static final RedisScript UNCLAIMED = new RedisScript(RedisScript.CLOCK + """
            local taken = {}
            for _, session in ipairs(redis.call('ZRANGEBYSCORE', KEYS[3], '-inf', now)) do
              if #taken >= tonumber(ARGV[3]) then break end
              local record = redis.call('HGET', KEYS[1], session)
              if not record then
                redis.call('ZREM', KEYS[3], session)
                redis.call('HDEL', KEYS[2], session)
              else
                local read, json = pcall(cjson.decode, record)
                local running = read and json.room_id
                  and redis.call('HGET', ARGV[4] .. json.room_id .. ARGV[5], 'record')
                if not (running and string.find(running, session, 1, true)) then
                  redis.call('HSET', KEYS[2], session, ARGV[1])
                  redis.call('ZADD', KEYS[3], now + tonumber(ARGV[2]), session)
                  table.insert(taken, record)
                end
              end
            end
            return taken
            """);

    /** Stores the record (4) of the session (2) for some ms (3), unless another process has claimed it; returns whether. */
    static final RedisScript SAVE = new RedisScript(RedisScript.CLOCK + """
            local owner = redis.call('HGET', KEYS[2], ARGV[2])
            if owner and owner ~= ARGV[1] then return 0 end
            redis.call('HSET', KEYS[1], ARGV[2], ARGV[4])
            redis.call('HSET', KEYS[2], ARGV[2], ARGV[1])
            redis.call('ZADD', KEYS[3], now + tonumber(ARGV[3]), ARGV[2])
            return 1
            """);

    /** Removes the record of the session (2), unless another process has claimed it. */
    static final RedisScript REMOVE = new RedisScript("""
            local owner = redis.call('HGET', KEYS[2], ARGV[2])
            if owner and owner ~= ARGV[1] then return 0 end
            redis.call('HDEL', KEYS[1], ARGV[2])
            redis.call('HDEL', KEYS[2], ARGV[2])
            return redis.call('ZREM', KEYS[3], ARGV[2])
            """);

    /**
     * Renews for some ms (2) the claims on the sessions (3 and more). Returns those that are not this process's, each followed
     * by 1 if another process has it and by 0 if Redis has lost it.
     */
    static final RedisScript RENEW = new RedisScript(RedisScript.CLOCK + """
            local lost = {}
            for i = 3, #ARGV do
              local owner = redis.call('HGET', KEYS[2], ARGV[i])
              if owner == ARGV[1] then
                redis.call('ZADD', KEYS[3], now + tonumber(ARGV[2]), ARGV[i])
              else
                table.insert(lost, ARGV[i])
                table.insert(lost, owner and '1' or '0')
              end
            end
            return lost
            """);

    private DeliveryScripts() {}
}
