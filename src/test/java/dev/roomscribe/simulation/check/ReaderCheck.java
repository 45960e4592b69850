package dev.roomscribe.simulation.check;

import dev.roomscribe.simulation.service.Reader;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Invariant 4, the readers: each receives every stored event exactly once, in order and as it is stored, unless a gap says
 * that events are missing.
 */
public final class ReaderCheck {
    private final StoredLog log;
    private final Set<String> mayBeMissing;
    private final List<String> violations;

    /** @param mayBeMissing the ids of events that were shown while the disk failed and the process then ended */
    public ReaderCheck(StoredLog log, Set<String> mayBeMissing, List<String> violations) {
        this.log = log;
        this.mayBeMissing = mayBeMissing;
        this.violations = violations;
    }

    public void run(String name, Reader reader) {
        Map<String, Integer> positions = new HashMap<>();
        for (StoredLog.Entry entry : log.entries()) {
            positions.put(entry.id(), positions.size());
        }
        Set<String> seen = new HashSet<>();
        int expected = 0;
        boolean gap = false;
        for (Reader.Received received : reader.received()) {
            String id = received.id();
            if (id == null) {
                if (received.type().equals("stream.gap")) {
                    gap = true;
                    if (received.json().contains("\"unknown_id\"")) {
                        // All stored events follow again.
                        seen.clear();
                        expected = 0;
                    }
                }
                continue;
            }
            if (!seen.add(id)) {
                violations.add(name + " received " + id + " twice: " + received.json());
            }
            Integer position = positions.get(id);
            if (position == null) {
                if (!mayBeMissing.contains(id)) {
                    violations.add(name + " received an event that is not stored: " + received.json());
                }
                continue;
            }
            if (!log.entries().get(position).json().equals(received.json())) {
                violations.add(name + " received " + received.json() + ", but stored is "
                        + log.entries().get(position).json());
            }
            if (position < expected) {
                violations.add(name + " received " + id + " too late");
            } else if (position > expected && !gap) {
                violations.add(
                        name + " did not receive " + log.entries().get(expected).json());
            }
            gap = false;
            expected = Math.max(expected, position + 1);
        }
        if (expected < log.entries().size() && !gap) {
            violations.add(name + " did not receive the last "
                    + (log.entries().size() - expected) + " events, the first is "
                    + log.entries().get(expected).json());
        }
    }
}
