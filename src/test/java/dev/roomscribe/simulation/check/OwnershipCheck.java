package dev.roomscribe.simulation.check;

import dev.roomscribe.cluster.redis.RedisKeys;
import dev.roomscribe.simulation.clock.Lifetime;
import dev.roomscribe.simulation.clock.VirtualTime;
import dev.roomscribe.simulation.fishjam.SimulatedFishjam;
import dev.roomscribe.simulation.redis.RedisModel;
import dev.roomscribe.simulation.service.Reader;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Invariant 13: only the process that has the lease on the room appends to its transcript and removes its session's record,
 * no process deletes the agent of another's session, and no reader is shown an event that Redis does not have. Watches Redis
 * after each command.
 */
public final class OwnershipCheck {
    private static final Pattern SESSION_ID = Pattern.compile("\"session_id\":\"([0-9A-Z]{26})\"");

    private final VirtualTime time;
    private final RedisModel redis;
    private final String ownerKey;
    private final String logKey;
    private final List<String> violations;
    /** The names of the processes as Redis knows them. */
    private final Map<Lifetime, String> instances = new HashMap<>();

    private final Map<Lifetime, Integer> nodes = new HashMap<>();
    private final List<Long> takeovers = new ArrayList<>();
    private final Map<String, Lifetime> creators = new HashMap<>();
    private final Map<String, Long> appended = new LinkedHashMap<>();
    private Map<String, String> owner = Map.of();
    private String end = "0-0";

    public OwnershipCheck(VirtualTime time, RedisModel redis, SimulatedFishjam fishjam, List<String> violations) {
        this.time = time;
        this.redis = redis;
        this.violations = violations;
        RedisKeys keys = new RedisKeys("roomscribe");
        ownerKey = keys.owner(SimulatedFishjam.ROOM);
        logKey = keys.log(SimulatedFishjam.ROOM);
        redis.onExecuted(this::executed);
        fishjam.setInCharge(this::isInCharge);
        fishjam.onDeletion(this::deleted);
    }

    /** Adds a process of a node that has started. */
    public void add(Lifetime process, String instance, int node) {
        instances.put(process, instance);
        nodes.put(process, node);
    }

    /** Returns whether Redis has the lease of a process as the newest one, and it was not released. */
    public boolean isInCharge(Lifetime process) {
        return String.valueOf(instances.get(process)).equals(owner.get("instance")) && !"0".equals(owner.get("until"));
    }

    /** Returns whether a session should run. */
    public boolean hasRecord() {
        return owner.containsKey("record");
    }

    private void executed(Lifetime by) {
        Map<String, String> before = owner;
        owner = redis.hash(ownerKey);
        String instance = String.valueOf(instances.get(by));
        if (!Objects.equals(owner.get("fence"), before.get("fence"))) {
            takeovers.add(time.nanos());
            if (fence(owner) < fence(before)) {
                violations.add("the fence has become less: " + before + " then " + owner);
            }
        }
        if (before.containsKey("record") && !hasRecord() && !instance.equals(owner.get("instance"))) {
            violations.add("process " + instance + " has removed the record of another: " + before);
        }
        redis.stream(logKey, end).forEach((id, json) -> {
            end = id;
            appended.put(id, time.nanos());
            Matcher session = SESSION_ID.matcher(json);
            if (session.find()) {
                creators.putIfAbsent(session.group(1), by);
            }
            // A process also sends what an earlier one of its node has left, as long as no other node takes the room.
            if (!("node-" + nodes.get(by)).equals(owner.get("node"))) {
                violations.add("process " + instance + " has appended without the lease, which " + owner.get("instance")
                        + " has: " + json);
            }
        });
    }

    private static long fence(Map<String, String> of) {
        return Long.parseLong(of.getOrDefault("fence", "0"));
    }

    private void deleted(Lifetime by, String agent) {
        String instance = String.valueOf(instances.get(by));
        if (!instance.equals(owner.get("instance"))
                && owner.getOrDefault("record", "").contains("\"" + agent + "\"")) {
            violations.add("process " + instance + " has deleted " + agent + " of the session that "
                    + owner.get("instance") + " runs");
        }
    }

    /** Checks that Redis has what a reader has just received. */
    public void shown(Reader.Received received) {
        String id = received.id();
        if (id == null) {
            return;
        }
        String stored = redis.entry(logKey, id);
        if (!received.json().equals(stored)) {
            violations.add("a reader was shown " + received.json() + " while Redis had " + stored);
        }
    }

    /** Returns when each event was stored, by its id. */
    public Map<String, Long> appended() {
        return appended;
    }

    /** Returns when the lease was taken, each time. */
    public List<Long> takeovers() {
        return takeovers;
    }

    /** Returns the node that has appended the first event of a session. */
    public int creator(String sessionId) {
        Lifetime creator = creators.get(sessionId);
        if (creator == null) {
            throw new AssertionError("no process has appended an event of session " + sessionId);
        }
        return nodes.getOrDefault(creator, 0);
    }

    /** Returns the JSON of all stored events, by their ids. */
    public Map<String, String> stored() {
        return redis.stream(logKey, "0-0");
    }
}
