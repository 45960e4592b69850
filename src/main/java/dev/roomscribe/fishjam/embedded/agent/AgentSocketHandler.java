package dev.roomscribe.fishjam.embedded.agent;

import dev.roomscribe.fishjam.embedded.fault.Faults;
import dev.roomscribe.fishjam.embedded.room.PeerTokens;
import dev.roomscribe.fishjam.embedded.room.Rooms;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.ServerWebSocket;
import java.time.Duration;

/** Accepts the WebSockets of agents, and pings them. */
public final class AgentSocketHandler implements Handler<ServerWebSocket> {
    private final Vertx vertx;
    private final Rooms rooms;
    private final PeerTokens tokens;
    private final Faults faults;
    private final Duration pingInterval;

    public AgentSocketHandler(Vertx vertx, Rooms rooms, PeerTokens tokens, Faults faults, Duration pingInterval) {
        this.vertx = vertx;
        this.rooms = rooms;
        this.tokens = tokens;
        this.faults = faults;
        this.pingInterval = pingInterval;
    }

    @Override
    public void handle(ServerWebSocket socket) {
        AgentWebSocket agent = new AgentWebSocket(vertx, socket, rooms, tokens, faults);
        long pings = vertx.setPeriodic(pingInterval.toMillis(), id -> agent.ping());
        socket.binaryMessageHandler(agent::onMessage);
        // The close handler, which is called next, does the cleanup.
        socket.exceptionHandler(ignored -> {});
        socket.closeHandler(closed -> {
            vertx.cancelTimer(pings);
            agent.onClosed();
        });
    }
}
