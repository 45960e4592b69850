package dev.roomscribe.session;

/**
 * One random change of a room.
 *
 * @param index selects the peer or the notification that the step concerns, modulo their number
 */
record RoomMove(Kind kind, int index) {
    enum Kind {
        JOIN,
        LEAVE,
        REJOIN,
        REMOVE,
        CRASH,
        RENAME,
        PUBLISH,
        MUTE,
        AGENT_JOINS,
        BOT_JOINS,
        DELETE_ROOM,
        CRASH_ROOM,
        START,
        STOP,
        REMOVE_AGENT,
        CRASH_AGENT,
        DROP_AGENT,
        REQUEST_READS,
        WEBHOOK_NOTIFICATION,
        REPLAY_NOTIFICATION,
        LOSE_NOTIFICATION,
        DUPLICATE_NOTIFICATIONS,
        FAIL_REQUEST,
        DROP_NOTIFIERS,
        NONE
    }
}
