package dev.roomscribe.cluster.redis;

import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Runs the scripts of leases for this process. Thread-safe. */
final class LeaseStore {
    /** How long a fence is kept if the room has no log: longer than any process can be suspended and continue. */
    private static final Duration KEEP_FENCE = Duration.ofDays(7);

    /**
     * A lease that was taken.
     *
     * @param record JSON; empty if the room had none
     */
    record Acquired(long fence, String record) {}

    /** What Redis answers to the renewal of a lease. */
    enum Renewal {
        LOST,
        RENEWED,
        /** Redis does not have the lease's last record. */
        WITHOUT_RECORD
    }

    /** The lease to renew: its room, its fence, and the number of its record. */
    record Held(String roomId, long fence, long recordNumber) {}

    /** @param micros Redis' clock */
    record Renewals(long micros, List<Renewal> results) {}

    private final RedisLink link;
    private final NodeIdentity self;
    private final String leaseTime;

    LeaseStore(RedisLink link, NodeIdentity self, Duration leaseTime) {
        this.link = link;
        this.self = self;
        this.leaseTime = Long.toString(leaseTime.toMillis());
    }

    Future<Optional<Acquired>> acquire(String roomId, long attempt, boolean expiredAreTaken) {
        return link.run(
                        LeaseScripts.ACQUIRE,
                        List.of(
                                link.keys().owner(roomId),
                                link.keys().leases(),
                                link.keys().log(roomId)),
                        List.of(
                                roomId,
                                self.node(),
                                self.instance(),
                                Long.toString(attempt),
                                leaseTime,
                                flag(expiredAreTaken),
                                Long.toString(KEEP_FENCE.toMillis())))
                .map(answer -> answer.size() == 0
                        ? Optional.empty()
                        : Optional.of(new Acquired(
                                RedisScript.number(answer.get(0)), answer.get(1).toString())));
    }

    /** Completes with whether the lease is still held. */
    Future<Boolean> save(Held lease, String record) {
        return link.run(
                        LeaseScripts.SAVE,
                        List.of(link.keys().owner(lease.roomId()), link.keys().leases()),
                        List.of(
                                lease.roomId(),
                                self.node(),
                                self.instance(),
                                leaseTime,
                                Long.toString(lease.fence()),
                                Long.toString(lease.recordNumber()),
                                record))
                .map(LeaseStore::isOne);
    }

    /** Completes with whether the lease was held until now. */
    Future<Boolean> finish(Held lease, boolean keepRecord) {
        return link.run(
                        LeaseScripts.FINISH,
                        List.of(
                                link.keys().owner(lease.roomId()),
                                link.keys().leases(),
                                link.keys().log(lease.roomId())),
                        List.of(
                                lease.roomId(),
                                self.node(),
                                self.instance(),
                                Long.toString(lease.fence()),
                                Long.toString(lease.recordNumber()),
                                flag(keepRecord),
                                Long.toString(KEEP_FENCE.toMillis())))
                .map(LeaseStore::isOne);
    }

    Future<Renewals> renew(List<Held> leases) {
        List<String> keys = new ArrayList<>(List.of(link.keys().leases()));
        List<String> arguments = new ArrayList<>(List.of(self.node(), self.instance(), leaseTime));
        for (Held lease : leases) {
            keys.add(link.keys().owner(lease.roomId()));
            arguments.addAll(
                    List.of(lease.roomId(), Long.toString(lease.fence()), Long.toString(lease.recordNumber())));
        }
        return link.run(LeaseScripts.RENEW, keys, arguments).map(answer -> {
            List<Renewal> results = new ArrayList<>();
            for (int i = 0; i < leases.size(); i++) {
                results.add(Renewal.values()[(int) RedisScript.number(answer.get(i + 1))]);
            }
            return new Renewals(RedisScript.number(answer.get(0)), results);
        });
    }

    /**
     * @param expiredAreTaken whether leases of other nodes count as taken until they are released
     * @param restarted whether to find also leases of earlier processes of this node that have not expired; reads all rooms
     */
    Future<List<String>> interrupted(int limit, boolean expiredAreTaken, boolean restarted) {
        String owner = link.keys().owner("");
        int room = owner.lastIndexOf("{}") + 1;
        return link.run(
                        LeaseScripts.INTERRUPTED,
                        List.of(link.keys().leases()),
                        List.of(
                                owner.substring(0, room),
                                owner.substring(room),
                                self.node(),
                                self.instance(),
                                Integer.toString(limit),
                                flag(expiredAreTaken),
                                flag(restarted)))
                .map(answer -> answer.stream().map(Response::toString).toList());
    }

    /** Completes with the record of a room, or with an empty text. */
    Future<String> record(String roomId) {
        return link.send(
                        Request.cmd(Command.HGET).arg(link.keys().owner(roomId)).arg("record"))
                .map(answer -> answer == null ? "" : answer.toString());
    }

    private static boolean isOne(Response answer) {
        return RedisScript.number(answer) == 1;
    }

    private static String flag(boolean value) {
        return value ? "1" : "0";
    }
}
