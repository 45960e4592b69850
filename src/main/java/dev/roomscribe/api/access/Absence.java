package dev.roomscribe.api.access;

import dev.roomscribe.api.problem.Problem;

/** What the service reports about a room that does not exist, and about one outside of the caller's rooms. */
public enum Absence {
    NO_ROOM(Problem.Type.ROOM_NOT_FOUND, "Room %s is not transcribed: Fishjam has no such room."),
    NO_SESSION(
            Problem.Type.NOT_TRANSCRIBED, "Room %1$s is not being transcribed; POST …/rooms/%1$s/transcribe to start."),
    NO_TRANSCRIPT(
            Problem.Type.NOT_TRANSCRIBED, "Room %1$s has no transcript; POST …/rooms/%1$s/transcribe to start one.");

    private final Problem.Type type;
    private final String detail;

    Absence(Problem.Type type, String detail) {
        this.type = type;
        this.detail = detail;
    }

    /** Returns the problem of a room, whose id is as the client sent it, decoded. */
    public Problem problem(String roomId) {
        return type.with(detail.formatted(roomId));
    }
}
