package dev.roomscribe.cluster.redis;

/**
 * The scripts of leases. All use Redis' clock, so the clocks of nodes do not matter. A lease has the time at which it was
 * taken for its fence, or the next number if that is not greater: so two leases never have the same fence, even if Redis
 * loses the last one. A script that finds a smaller fence than its own concludes that Redis has lost data, and restores the
 * lease. A command of a connection that was lost may arrive after later ones, so the commands of a lease are numbered.
 */
final class LeaseScripts {
    private static final String CLOCK = RedisScript.CLOCK + """
            local function text(number) return string.format('%d', number) end
            """;

    /** Extends a lease, unless there is a newer one or it was released. */
    private static final String HOLD = CLOCK + """
            local function hold(owner, node, instance, fence, time)
              local o = redis.call('HMGET', owner, 'fence', 'instance', 'until')
              local stored = tonumber(o[1] or 0)
              local mine = tonumber(fence)
              if stored > mine or (stored == mine and (o[2] ~= instance or tonumber(o[3] or 0) == 0)) then
                return false
              end
              if stored < mine then redis.call('HSET', owner, 'record_no', '0') end
              redis.call('HSET', owner, 'node', node, 'instance', instance, 'fence', fence, 'until', text(now + time))
              return true
            end
            """;

    /**
     * KEYS: owner, leases, log. ARGV: room, node, instance, number of the attempt of this instance, lease time in ms, 1 if
     * leases of other nodes that have only expired count as taken, how long to keep the fence of a room without a log and a
     * record in ms. Answers the fence, and the record or an empty text; an empty list if the room is taken.
     */
    static final RedisScript ACQUIRE = new RedisScript(CLOCK + """
            local o = redis.call('HMGET', KEYS[1], 'node', 'instance', 'until', 'fence', 'attempt', 'record')
            local ends = tonumber(o[3] or 0)
            if o[1] ~= ARGV[2] then
              if ends > now or (ARGV[6] == '1' and ends > 0) then return {} end
            elseif o[2] == ARGV[3] and tonumber(o[5] or 0) >= tonumber(ARGV[4]) then
              return {}
            end
            local fence = text(math.max(tonumber(o[4] or 0) + 1, now))
            local till = text(now + ARGV[5])
            redis.call('HSET', KEYS[1], 'node', ARGV[2], 'instance', ARGV[3], 'attempt', ARGV[4],
              'fence', fence, 'until', till, 'record_no', '0')
            if o[6] then redis.call('ZADD', KEYS[2], till, ARGV[1]) end
            if o[6] or redis.call('EXISTS', KEYS[3]) == 1 then redis.call('PERSIST', KEYS[1])
            else redis.call('PEXPIRE', KEYS[1], ARGV[7]) end
            return {fence, o[6] or ''}
            """);

    /**
     * KEYS: owner, leases. ARGV: room, node, instance, lease time in ms, fence, number of the record, record. Answers 1, or
     * 0 if the lease is lost. Extends the lease.
     */
    static final RedisScript SAVE = new RedisScript(HOLD + """
            if not hold(KEYS[1], ARGV[2], ARGV[3], ARGV[5], ARGV[4]) then return 0 end
            if tonumber(redis.call('HGET', KEYS[1], 'record_no') or 0) < tonumber(ARGV[6]) then
              redis.call('HSET', KEYS[1], 'record', ARGV[7], 'record_no', ARGV[6])
            end
            redis.call('ZADD', KEYS[2], text(now + ARGV[4]), ARGV[1])
            redis.call('PERSIST', KEYS[1])
            return 1
            """);

    /**
     * KEYS: leases, and the owner of each room. ARGV: node, instance, lease time in ms, and for each room the room, the
     * fence, and the number of its record. Answers the time in microseconds, and for each room 1, or 0 if the lease is lost,
     * or 2 if Redis does not have the record. Fails if Redis refuses to write, without leases, too: no node can renew then.
     */
    static final RedisScript RENEW = new RedisScript(HOLD + """
            -- Changes nothing.
            redis.call('ZADD', KEYS[1], 'XX', '0', '')
            local answers = {t[1] * 1000000 + t[2]}
            for i = 2, #KEYS do
              local room, fence, number = ARGV[3 * i - 2], ARGV[3 * i - 1], tonumber(ARGV[3 * i])
              local answer = 0
              if hold(KEYS[i], ARGV[1], ARGV[2], fence, ARGV[3]) then
                answer = 1
                if redis.call('ZSCORE', KEYS[1], room) then
                  redis.call('ZADD', KEYS[1], text(now + ARGV[3]), room)
                end
                if tonumber(redis.call('HGET', KEYS[i], 'record_no') or 0) < number then answer = 2 end
              end
              answers[i] = answer
            end
            return answers
            """);

    /**
     * KEYS: owner, leases, log. ARGV: room, node, instance, fence, number of the record, 1 to keep the record, how long to
     * keep the fence of a room without a log in ms. Answers 1, or 0 if the lease is lost. May be repeated.
     */
    static final RedisScript FINISH = new RedisScript("""
            if tonumber(redis.call('HGET', KEYS[1], 'fence') or 0) > tonumber(ARGV[4]) then return 0 end
            redis.call('HSET', KEYS[1], 'node', ARGV[2], 'instance', ARGV[3], 'fence', ARGV[4], 'until', '0',
              'record_no', ARGV[5])
            if ARGV[6] == '0' then redis.call('HDEL', KEYS[1], 'record', 'progress', 'progress_at') end
            if redis.call('HEXISTS', KEYS[1], 'record') == 1 then
              redis.call('ZADD', KEYS[2], '0', ARGV[1])
            else
              redis.call('ZREM', KEYS[2], ARGV[1])
              if redis.call('EXISTS', KEYS[3]) == 0 then redis.call('PEXPIRE', KEYS[1], ARGV[7]) end
            end
            return 1
            """);

    /**
     * KEYS: leases. ARGV: what comes before and after the room in the key of its owner, node, instance, greatest number of
     * records, 1 if leases of other nodes that have only expired count as taken, 1 to find also the rooms of earlier
     * processes of this node whose leases have not expired. Answers the records.
     */
    static final RedisScript INTERRUPTED = new RedisScript(CLOCK + """
            local rooms
            if ARGV[7] == '1' then
              rooms = redis.call('ZRANGE', KEYS[1], '0', '-1')
            else
              rooms = redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', text(now), 'LIMIT', '0', ARGV[5])
            end
            local records = {}
            for _, room in ipairs(rooms) do
              local o = redis.call('HMGET', ARGV[1] .. room .. ARGV[2], 'node', 'instance', 'until', 'record')
              local ends = tonumber(o[3] or 0)
              if not o[4] then
                redis.call('ZREM', KEYS[1], room)
              elseif ends == 0 or (ends <= now and ARGV[6] ~= '1') or (o[1] == ARGV[3] and o[2] ~= ARGV[4]) then
                records[#records + 1] = o[4]
                if #records >= tonumber(ARGV[5]) then break end
              end
            end
            return records
            """);

    private LeaseScripts() {}
}
