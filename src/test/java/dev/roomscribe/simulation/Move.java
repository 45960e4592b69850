package dev.roomscribe.simulation;

/**
 * One thing that happens in a schedule.
 *
 * @param atTicks when, in units of 10 ms since the start
 * @param person the number of the person, or of the node of a cluster, that it concerns, from 0; ignored by most kinds
 * @param amount how much of it: see {@link Kind}
 */
record Move(Kind kind, int atTicks, int person, int amount) implements Comparable<Move> {
    /** What can happen, and what its amount means. A duration is in units of 10 ms. */
    enum Kind {
        /** A client starts the room. */
        START,
        /** A client stops the room. */
        STOP,
        /** The process is asked to end, and is started again after this duration. */
        RESTART,
        /** The process ends without warning, and is started again after this duration. */
        CRASH,
        JOIN,
        LEAVE,
        MUTE,
        UNMUTE,
        /** A person says this many words. */
        SAY,
        /** A person's audio does not reach Fishjam for this duration. */
        LOSE,
        /** Nothing arrives for this duration, then all of it at once. */
        STALL,
        /** Nothing arrives for this duration, then all of it at four times the usual rate. */
        STALL_FAST,
        /** Nothing arrives for this duration, then all of it at one and a half times the usual rate. */
        STALL_SLOW,
        /** The connection breaks and cannot be restored for this duration. */
        DISCONNECT,
        /** The session's event loop does nothing for this duration. */
        BUSY,
        /** All decoders are lost. */
        LOSE_DECODERS,
        /** The next word that is said crashes every decoder. */
        POISON,
        /** Every decoder fails for this duration. */
        FAIL_DECODERS,
        /** No decoder answers for this duration. */
        STOP_DECODERS,
        /** Decoding takes 1.5 times as long as the audio, for this duration. */
        SLOW_DECODERS,
        /** The disk is full for this duration. */
        FILL_DISK,
        /** The disk cannot be read for this duration. */
        BREAK_DISK,
        /** The files of transcripts cannot be read for this duration, but written. */
        BREAK_LOG,
        /** Something else deletes the directory of transcripts. */
        DELETE_TRANSCRIPTS,
        /** REST calls fail for this duration. */
        FAIL_REST,
        /** The answer to the next creation of an agent is lost, but the agent was created. */
        LOSE_ANSWER,
        /** REST calls take seconds for this duration. */
        SLOW_REST,
        /** Notifications are lost for this duration. */
        LOSE_NOTIFICATIONS,
        /** Notifications come twice for this duration. */
        REPEAT_NOTIFICATIONS,
        /** Notifications wait for this duration. */
        DELAY_NOTIFICATIONS,
        /** The wall clock is set back by this many minutes. */
        SET_CLOCK_BACK,
        /** The observer of the transcripts throws once. */
        THROW_IN_OBSERVER,
        /** The second reader reconnects; in a cluster, the reader with the number of the person, to any node. */
        RECONNECT_READER,
        // The following moves are of a cluster, where the number of the person is that of a node.
        /** The process is stopped for this duration and then continues. */
        PAUSE,
        /** The connection of the node to Redis breaks and cannot be restored for this duration. */
        CUT_LINK,
        /** Nothing passes between the node and Redis for this duration. */
        FREEZE_LINK,
        /** Everything between the node and Redis takes longer for this duration. */
        SLOW_LINK,
        /** Redis executes the next command of the node, and the connection breaks before the answer. */
        LOSE_REDIS_ANSWER,
        /** Redis ends and is started again after this duration. */
        RESTART_REDIS,
        /** Redis is full for this duration. */
        FILL_REDIS
    }

    /** Returns when it happens, in virtual milliseconds. */
    long atMillis() {
        return atTicks * 10L;
    }

    /** Returns when it is over. */
    long endMillis() {
        return atMillis() + (kind == Kind.SAY ? 450L * amount : amountMillis());
    }

    long amountMillis() {
        return amount * 10L;
    }

    @Override
    public int compareTo(Move other) {
        return Integer.compare(atTicks, other.atTicks);
    }

    @Override
    public String toString() {
        return "%6.2f s  %s person=%d amount=%d".formatted(atTicks / 100.0, kind, person, amount);
    }
}
