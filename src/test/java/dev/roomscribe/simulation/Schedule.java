package dev.roomscribe.simulation;

import java.util.List;
import java.util.stream.Collectors;

/**
 * What happens in one simulation.
 *
 * @param seed determines everything that the moves leave open, in particular the order of simultaneous tasks
 * @param inMemory whether transcripts are kept in memory only
 * @param resumes whether a process continues the sessions of the one before
 */
record Schedule(long seed, boolean inMemory, boolean resumes, List<Move> moves) {
    Schedule {
        moves = moves.stream().sorted().toList();
    }

    Schedule with(List<Move> others) {
        return new Schedule(seed, inMemory, resumes, others);
    }

    boolean has(Move.Kind kind) {
        return moves.stream().anyMatch(move -> move.kind() == kind);
    }

    /** Returns whether the disk fails at some time. */
    boolean hasDiskFault() {
        return moves.stream().anyMatch(move -> Schedules.DISK.contains(move.kind()));
    }

    @Override
    public String toString() {
        return "seed " + seed + (inMemory ? ", in memory" : "") + (resumes ? ", resuming" : "") + "\n"
                + moves.stream().map(Move::toString).collect(Collectors.joining("\n"));
    }
}
