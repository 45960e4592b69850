package dev.roomscribe.session.presence;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import dev.roomscribe.fishjam.NameFields;
import dev.roomscribe.fishjam.Peer;
import dev.roomscribe.fishjam.PeerType;
import dev.roomscribe.fishjam.Room;
import dev.roomscribe.fishjam.RoomConfig;
import dev.roomscribe.fishjam.Track;
import dev.roomscribe.fishjam.TrackType;
import dev.roomscribe.fishjam.notification.RoomNotification;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/** The peers of a room by its reads and by the notifications in between. */
class PeerDirectoryTest {
    private static final String ROOM = "weekly";

    private static Peer peer(String id, PeerType type, boolean connected) {
        return new Peer(id, type, connected, List.of(), NullNode.getInstance());
    }

    private static Room room(List<Peer> peers) {
        return new Room(ROOM, RoomConfig.conference(), peers);
    }

    /** Returns how many peers are looked at for two notifications per peer, and for the queries after each of them. */
    private static long peersExamined(int count) {
        long[] examined = {0};
        PeerDirectory directory = new PeerDirectory(
                ROOM,
                id -> {
                    examined[0]++;
                    return true;
                },
                NameFields.DEFAULT);
        directory.initialize(room(IntStream.range(0, count)
                .mapToObj(i -> peer("known" + i, PeerType.WEBRTC, true))
                .toList()));
        examined[0] = 0;
        for (int i = 0; i < count; i++) {
            directory.apply(new RoomNotification.PeerAdded(ROOM, "p" + i, PeerType.WEBRTC));
            directory.apply(new RoomNotification.PeerConnected(ROOM, "p" + i, PeerType.WEBRTC));
            assertThat(directory.needsRead()).isTrue();
            assertThat(directory.isOccupied()).isTrue();
        }
        return examined[0];
    }

    @Test
    void notificationCostsTheSameHoweverManyPeersTheRoomHas() {
        assertThat(peersExamined(4_000)).isLessThanOrEqualTo(2 * 4_000);
        assertThat(peersExamined(4_000)).isEqualTo(10 * peersExamined(400));
    }

    /** What the directory reports, one change after the other, is what the room holds. */
    @Property(tries = 300)
    void changesAddUpToTheStateOfTheRoom(@ForAll long seed) {
        Random random = new Random(seed);
        Map<String, Peer> real = new HashMap<>();
        PeerDirectory directory = new PeerDirectory(ROOM, id -> !id.equals("p0"), NameFields.DEFAULT);
        Set<String> reported = new HashSet<>();
        Set<String> listed = new HashSet<>();
        for (int step = 0; step < 60; step++) {
            PeerDirectory.Changes changes;
            if (random.nextInt(6) == 0) {
                changes = directory.completeRead(directory.beginRead(), room(List.copyOf(real.values())));
                listed = new HashSet<>(real.keySet());
            } else {
                changes = directory.apply(change(random, real));
            }
            changes.joined().forEach(peer -> assertThat(reported.add(peer.id())).isTrue());
            changes.left()
                    .forEach(peer -> assertThat(reported.remove(peer.id())).isTrue());
            Set<String> expected = new HashSet<>();
            for (Peer peer : real.values()) {
                if (peer.connected()
                        && peer.type() == PeerType.WEBRTC
                        && !peer.id().equals("p0")
                        && listed.contains(peer.id())) {
                    expected.add(peer.id());
                }
            }
            assertThat(reported).isEqualTo(expected);
            assertThat(directory.present()).extracting(Peer::id).containsExactlyInAnyOrderElementsOf(expected);
            assertThat(directory.present())
                    .allMatch(peer -> peer.tracks().equals(real.get(peer.id()).tracks()));
        }
    }

    private static RoomNotification change(Random random, Map<String, Peer> real) {
        String id = "p" + random.nextInt(5);
        PeerType type = id.equals("p4") ? PeerType.AGENT : PeerType.WEBRTC;
        Peer known = real.get(id);
        if (known == null) {
            real.put(id, peer(id, type, false));
            return new RoomNotification.PeerAdded(ROOM, id, type);
        }
        switch (random.nextInt(4)) {
            case 0 -> {
                real.remove(id);
                return new RoomNotification.PeerDeleted(ROOM, id, type);
            }
            case 1 -> {
                real.put(id, peer(id, type, false));
                return new RoomNotification.PeerDisconnected(ROOM, id, type);
            }
            case 2 -> {
                if (!known.connected()) {
                    real.put(id, peer(id, type, true));
                    return new RoomNotification.PeerConnected(ROOM, id, type);
                }
                Track track = new Track(
                        "t",
                        TrackType.AUDIO,
                        JsonNodeFactory.instance.objectNode().put("paused", random.nextBoolean()));
                real.put(id, new Peer(id, type, true, List.of(track), NullNode.getInstance()));
                return new RoomNotification.TrackAdded(ROOM, id, track);
            }
            default -> {
                real.clear();
                return new RoomNotification.RoomCrashed(ROOM);
            }
        }
    }
}
