package dev.roomscribe.fishjam;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * Options of a WebRTC peer, such as a browser.
 *
 * @param metadata the server's part of its metadata, which the peer cannot change
 * @param subscribeMode which tracks it receives
 */
public record WebrtcPeerOptions(ObjectNode metadata, SubscribeMode subscribeMode) {
    public WebrtcPeerOptions {
        metadata = requireNonNull(metadata, "metadata is null").deepCopy();
        requireNonNull(subscribeMode, "subscribeMode is null");
    }

    /** Returns options for a peer with this display name that receives every other peer's tracks. */
    public static WebrtcPeerOptions named(String name) {
        return new WebrtcPeerOptions(JsonNodeFactory.instance.objectNode().put("name", name), SubscribeMode.AUTO);
    }
}
