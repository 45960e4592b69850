package dev.roomscribe.fishjam;

import java.util.Locale;

/** The kind of a peer. */
public enum PeerType {
    /** A person's browser or app. */
    WEBRTC,
    /** A program that joined as an agent, such as this service. */
    AGENT,
    /** A Vapi voice bot. */
    VAPI,
    /** A type that this client does not know; only read, never sent. */
    OTHER;

    /** Returns the name in the REST API. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Returns the constant with this wire name; {@link #OTHER} if there is none. */
    public static PeerType fromWireName(String name) {
        for (PeerType type : values()) {
            if (type.wireName().equals(name)) {
                return type;
            }
        }
        return OTHER;
    }

    /** Returns the type for a protobuf value. */
    public static PeerType fromProto(dev.roomscribe.fishjam.proto.PeerType type) {
        return switch (type) {
            case PEER_TYPE_WEBRTC -> WEBRTC;
            case PEER_TYPE_AGENT -> AGENT;
            case PEER_TYPE_VAPI -> VAPI;
            case PEER_TYPE_UNSPECIFIED, UNRECOGNIZED -> OTHER;
        };
    }
}
