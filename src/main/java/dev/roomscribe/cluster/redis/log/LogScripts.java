package dev.roomscribe.cluster.redis.log;

import dev.roomscribe.cluster.redis.RedisScript;

/** What changes a room's stream, each as one step. Every script compares the fence first. */
final class LogScripts {
    private static final String FUNCTIONS = """
            local function before(id)
              local epoch, sequence = string.match(id, '(%d+)-(%d+)')
              return epoch .. '-' .. string.format('%.0f', tonumber(sequence) - 1)
            end
            local function refused(fence)
              local current = redis.call('HGET', KEYS[1], 'fence')
              if not current or tonumber(current) < tonumber(fence) then return {'unowned'} end
              if current ~= fence then return {'fenced'} end
            end
            local function server()
              local info = redis.pcall('INFO', 'replication')
              return type(info) == 'string' and string.match(info, 'master_replid:(%x+)') or ''
            end
            """;

    /**
     * Keys: stored, log. Arguments: the position of an empty log. Returns the position of the newest event, the one before
     * the oldest event, the number of erasures and the start of the last session. With Redis full, nothing is kept.
     */
    static final RedisScript OPEN = new RedisScript("""
            if redis.call('EXISTS', KEYS[1]) == 0 then
              local kept = redis.pcall('HSET', KEYS[1], 'end', ARGV[1], 'start', ARGV[1])
              if type(kept) == 'table' and kept.err then return {ARGV[1], ARGV[1], false, false} end
              redis.call('PEXPIRE', KEYS[1], 86400000)
            end
            return redis.call('HMGET', KEYS[1], 'end', 'start', 'erasures', 'session')
            """);

    /**
     * Keys: owner, stored, log, rooms. Arguments: fence, id, JSON, appended at, the expected end of the stream (a question
     * mark if the event is not after it, as it was sent before and may have been dropped since), the channel, the room, the
     * maximum of bytes, the sequence of the event before if ids in between are left out without a loss, 1 to note the history
     * of this Redis, and if the event starts a session, its progress and the time of that. Returns {@code stored} and the new start, if
     * events were dropped; {@code taken} if the event was stored before; {@code behind} and the end of the stream if that
     * is not the expected one; {@code fenced} if another process has the room or has used the id; {@code unowned} if Redis
     * has lost the fence.
     */
    static final RedisScript APPEND = new RedisScript(RedisScript.CLOCK + FUNCTIONS + """
            local no = refused(ARGV[1])
            if no then return no end
            local state = redis.call('HMGET', KEYS[2], 'end', 'bytes', 'start')
            local last = state[1] or ''
            if last ~= ARGV[5] and not (last == '' and string.match(ARGV[5], '-0$')) then
              local found = redis.call('XRANGE', KEYS[3], ARGV[2], ARGV[2])
              if not found[1] and ARGV[5] ~= '?' then return {'behind', last} end
              if not found[1] then return {'taken'} end
              return {found[1][2][2] == ARGV[3] and 'taken' or 'fenced'}
            end
            if ARGV[9] == '' then
              redis.call('XADD', KEYS[3], ARGV[2], 'e', ARGV[3], 't', ARGV[4])
            else
              redis.call('XADD', KEYS[3], ARGV[2], 'e', ARGV[3], 't', ARGV[4], 'p', ARGV[9])
            end
            if ARGV[10] == '1' then redis.call('HSET', KEYS[2], 'server', server()) end
            local bytes = (tonumber(state[2]) or 0) + #ARGV[3]
            local start = state[3] or before(ARGV[2])
            local dropped = ''
            if bytes > tonumber(ARGV[8]) then
              local target = tonumber(ARGV[8]) * 0.95
              for round = 1, 5 do
                local oldest = redis.call('XRANGE', KEYS[3], '-', '+', 'COUNT', 100)
                local keep
                for n = 1, #oldest - 1 do
                  if bytes <= target then break end
                  bytes = bytes - #oldest[n][2][2]
                  keep = oldest[n + 1][1]
                end
                if not keep then break end
                redis.call('XTRIM', KEYS[3], 'MINID', keep)
                start = before(keep)
                dropped = start
              end
            end
            redis.call('HSET', KEYS[2], 'end', ARGV[2], 'start', start, 'bytes', string.format('%.0f', bytes))
            if ARGV[11] ~= '' then
              redis.call('HSET', KEYS[2], 'session', ARGV[2] .. ' ' .. ARGV[4] .. ' ' .. ARGV[3])
              if ARGV[12] ~= '' then
                local at = math.min(tonumber(ARGV[12]), now)
                redis.call('HSET', KEYS[1], 'progress', ARGV[11], 'progress_at', string.format('%.0f', at))
              end
            end
            redis.call('PERSIST', KEYS[1])
            redis.call('PERSIST', KEYS[2])
            redis.call('SADD', KEYS[4], ARGV[7])
            redis.call('PUBLISH', ARGV[6], ARGV[2] .. ' ' .. ARGV[4] .. ' ' .. ARGV[3])
            return {'stored', dropped}
            """);

    /**
     * Keys: owner, stored, log, rooms. Arguments: the room, the fence of this node or nothing, the time before which events
     * are dropped. Drops at most 1,000 events, and nothing if another node has the room. Returns the new start, if events
     * were dropped.
     */
    static final RedisScript TRIM = new RedisScript(RedisScript.CLOCK + FUNCTIONS + """
            local owner = redis.call('HMGET', KEYS[1], 'fence', 'until', 'record')
            local free = (tonumber(owner[2]) or 0) <= now
            if not free and owner[1] ~= ARGV[2] then return {''} end
            local state = redis.call('HMGET', KEYS[2], 'end', 'bytes')
            local bytes = tonumber(state[2]) or 0
            local start = ''
            local empty = false
            for round = 1, 10 do
              local oldest = redis.call('XRANGE', KEYS[3], '-', '+', 'COUNT', 101)
              empty = #oldest == 0
              local keep
              local dropped = 0
              for n = 1, #oldest do
                keep = oldest[n][1]
                if n == 101 or (tonumber(oldest[n][2][4]) or 0) >= tonumber(ARGV[3]) then break end
                bytes = bytes - #oldest[n][2][2]
                dropped = n
                keep = nil
              end
              if dropped == 0 then break end
              if keep then
                redis.call('XTRIM', KEYS[3], 'MINID', keep)
                start = before(keep)
              else
                redis.call('DEL', KEYS[3])
                start = state[1] or ''
                empty = true
                break
              end
            end
            if start ~= '' then
              redis.call('HSET', KEYS[2], 'start', start, 'bytes', string.format('%.0f', bytes))
            end
            if empty and free then
              redis.call('SREM', KEYS[4], ARGV[1])
              redis.call('HDEL', KEYS[2], 'session')
              redis.call('PEXPIRE', KEYS[2], 86400000)
              if not owner[3] then redis.call('PEXPIRE', KEYS[1], 604800000) end
            end
            return {start}
            """);

    /**
     * Keys: owner, log, copy. Arguments: fence, the position before the first event, the last event, the number of events
     * that were copied before, and the id and new JSON of each event that changes. Copies the events in between; returns the
     * bytes of their JSON and the number of events in the copy. Returns {@code incomplete} if the copy has not what was
     * copied before: a full Redis may have evicted it, and a failover may have lost a part of it.
     */
    static final RedisScript COPY = new RedisScript(FUNCTIONS + """
            local no = refused(ARGV[1])
            if no then return no end
            if redis.call('XLEN', KEYS[3]) ~= tonumber(ARGV[4]) then return {'incomplete'} end
            local changed = {}
            for n = 5, #ARGV, 2 do changed[ARGV[n]] = ARGV[n + 1] end
            local bytes = 0
            for _, entry in ipairs(redis.call('XRANGE', KEYS[2], '(' .. ARGV[2], ARGV[3])) do
              local fields = entry[2]
              -- What is damaged may have something of what is erased.
              if tonumber(fields[4]) and string.match(fields[2], '^{"type":"[^"]+"') then
                fields[2] = changed[entry[1]] or fields[2]
                bytes = bytes + #fields[2]
                redis.call('XADD', KEYS[3], entry[1], unpack(fields))
              end
            end
            redis.call('PEXPIRE', KEYS[3], 3600000)
            return {'copied', string.format('%.0f', bytes), redis.call('XLEN', KEYS[3])}
            """);

    /**
     * Keys: owner, stored, log, copy. Arguments: fence, the last event that was copied, the bytes of the copy, the channel,
     * the erasure, the id of a session's start that is erased, or nothing, the number of events that were copied, and the
     * number of erasures that this node knows. Puts the copy in place of the stream, with what was appended since; returns the
     * number of erasures. Returns {@code incomplete} if the copy has not what was copied.
     */
    static final RedisScript REPLACE = new RedisScript(FUNCTIONS + """
            local no = refused(ARGV[1])
            if no then return no end
            local copied = redis.call('XLEN', KEYS[4])
            if copied ~= tonumber(ARGV[7])
                or (copied == 0 and redis.call('XRANGE', KEYS[3], '-', ARGV[2], 'COUNT', 1)[1]) then
              return {'incomplete'}
            end
            if copied > 0 then
              local bytes = tonumber(ARGV[3])
              for _, entry in ipairs(redis.call('XRANGE', KEYS[3], '(' .. ARGV[2], '+')) do
                bytes = bytes + #entry[2][2]
                redis.call('XADD', KEYS[4], entry[1], unpack(entry[2]))
              end
              local first = redis.call('XRANGE', KEYS[4], '-', '+', 'COUNT', 1)
              redis.call('RENAME', KEYS[4], KEYS[3])
              redis.call('PERSIST', KEYS[3])
              redis.call('HSET', KEYS[2], 'bytes', string.format('%.0f', bytes), 'start', before(first[1][1]))
            end
            local session = redis.call('HGET', KEYS[2], 'session')
            if session and ARGV[6] ~= '' and string.sub(session, 1, #ARGV[6] + 1) == ARGV[6] .. ' ' then
              redis.call('HDEL', KEYS[2], 'session')
            end
            local known = tonumber(redis.call('HGET', KEYS[2], 'erasures') or '0')
            local number = math.max(known, tonumber(ARGV[8])) + 1
            local name = string.format('%.0f', number)
            redis.call('HSET', KEYS[2], 'erasures', name, 'erasure:' .. name, ARGV[5])
            redis.call('HDEL', KEYS[2], 'erasure:' .. string.format('%.0f', number - 20))
            redis.call('PUBLISH', ARGV[4], '! ' .. name .. ' ' .. ARGV[5])
            return {'erased', name}
            """);

    /** Keys: owner, stored, log, copy, rooms. Arguments: fence, the position that the log continues at, the channel, room. */
    static final RedisScript ERASE_ALL = new RedisScript(FUNCTIONS + """
            local no = refused(ARGV[1])
            if no then return no end
            redis.call('DEL', KEYS[2], KEYS[3], KEYS[4])
            redis.call('HSET', KEYS[2], 'end', ARGV[2], 'start', ARGV[2])
            redis.call('PEXPIRE', KEYS[2], 86400000)
            redis.call('SREM', KEYS[5], ARGV[4])
            redis.call('PUBLISH', ARGV[3], '! 0 ' .. ARGV[2])
            return {'erased'}
            """);

    /** Keys: owner. Arguments: fence, progress, the time of that; nothing if it is now. A newer progress is kept. */
    static final RedisScript SAVE_PROGRESS = new RedisScript(RedisScript.CLOCK + FUNCTIONS + """
            local no = refused(ARGV[1])
            if no then return no end
            local at = math.min(tonumber(ARGV[3]) or now, now)
            local known = tonumber(redis.call('HGET', KEYS[1], 'progress_at') or 0)
            if at < known and known <= now then return {'late'} end
            redis.call('HSET', KEYS[1], 'progress', ARGV[2], 'progress_at', string.format('%.0f', at))
            return {'stored'}
            """);

    /** Keys: owner. Returns the time in ms, the progress and when it was saved. */
    static final RedisScript READ_PROGRESS = new RedisScript(RedisScript.CLOCK + """
            local saved = redis.call('HMGET', KEYS[1], 'progress', 'progress_at')
            return {string.format('%.0f', now), saved[1], saved[2]}
            """);

    /**
     * Keys: stored. Returns 1 if the stream was last appended to in another history of Redis: after a restart or a failover,
     * which may have lost events.
     */
    static final RedisScript HAS_MOVED = new RedisScript(FUNCTIONS + """
            local known = redis.call('HGET', KEYS[1], 'server')
            return known and known ~= server() and 1 or 0
            """);

    private LogScripts() {}
}
