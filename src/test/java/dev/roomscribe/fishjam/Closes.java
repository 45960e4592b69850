package dev.roomscribe.fishjam;

/** Ends of sockets and failures of calls, as the client makes them. */
public final class Closes {
    private Closes() {}

    public static SocketClosed with(int code, String reason) {
        return SocketClosed.byFishjam(code, reason);
    }

    public static SocketRefusedException refused(int code, String reason) {
        return new SocketRefusedException("agent socket", with(code, reason));
    }

    public static FishjamException failure(FishjamException.Reason reason) {
        return new FishjamException(reason, "The call failed");
    }
}
