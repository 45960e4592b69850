package dev.roomscribe.fishjam;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * How a person's peer is set up.
 *
 * @param metadata its server metadata, which the peer itself can never change
 * @param subscribeMode whose tracks it is given
 */
public record WebrtcPeerOptions(ObjectNode metadata, SubscribeMode subscribeMode) {
    public WebrtcPeerOptions {
        metadata = requireNonNull(metadata, "metadata is null").deepCopy();
        requireNonNull(subscribeMode, "subscribeMode is null");
    }

    /** Returns options for somebody with this name. */
    public static WebrtcPeerOptions named(String name) {
        return new WebrtcPeerOptions(JsonNodeFactory.instance.objectNode().put("name", name), SubscribeMode.AUTO);
    }
}
