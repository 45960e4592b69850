package dev.roomscribe.fishjam;

/** Closes, refusals and failures, as the client creates them. */
public final class FishjamFailures {
    private FishjamFailures() {}

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
