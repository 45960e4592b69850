package dev.roomscribe.cluster.redis;

/** The names of keys and channels. All keys of a room have its id in braces. */
public record RedisKeys(String prefix) {
    /**
     * The stream of a room's events; entry ids are event ids. The field {@code e} has the JSON, {@code t} when it was
     * appended (epoch ms), and {@code p} the sequence of the event before, if the ids in between were left out.
     */
    public String log(String roomId) {
        return room(roomId, "log");
    }

    /**
     * The hash that says which node runs a room's session: {@code node}, {@code instance} of the process, {@code until} (ms
     * of Redis' clock; 0 if the lease was released), {@code fence}, {@code attempt} and {@code record_no} (numbers of the
     * last commands of that process), {@code record} (JSON; absent if no session should run), {@code progress} (JSON) and
     * {@code progress_at} (ms of Redis' clock). It is kept while the room has a log, so that the fence only grows.
     */
    public String owner(String roomId) {
        return room(roomId, "owner");
    }

    /**
     * The hash that describes a room's stream: {@code end} and {@code start} (the positions of the newest event and before
     * the oldest one), {@code bytes} of JSON, {@code session} (the start of the last session), {@code erasures} (their
     * number), the newest erasures, and {@code server} (which history of Redis it was appended to). It outlives the stream by a
     * day, so that a stream that is created again has other ids.
     */
    public String stored(String roomId) {
        return room(roomId, "stored");
    }

    /**
     * The channel of a room's events: {@code <id> <appended at, epoch ms> <json>} for stored ones, {@code ~ <fence> <json>}
     * for those without an id, {@code ! <number> <json>} for erasures, and {@code ! again <json>} for one that Redis has
     * lost and that the node with the lease is to repeat.
     */
    public String live(String roomId) {
        return room(roomId, "live");
    }

    /** The sorted set of rooms with a session record, by when their lease ends in ms of Redis' clock. */
    public String leases() {
        return prefix + ":leases";
    }

    /** The set of rooms that have stored events. */
    public String rooms() {
        return prefix + ":rooms";
    }

    /** The hash of live nodes, by node id. */
    public String nodes() {
        return prefix + ":nodes";
    }

    /** The channel of calls to a node, and of the answers to its calls. */
    public String calls(String nodeId) {
        return prefix + ":calls:" + nodeId;
    }

    /** Any other key that all nodes share. */
    public String shared(String name) {
        return prefix + ":" + name;
    }

    /** Any other key of a room. */
    public String room(String roomId, String name) {
        return prefix + ":{" + roomId + "}:" + name;
    }
}
