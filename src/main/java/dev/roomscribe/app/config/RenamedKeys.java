package dev.roomscribe.app.config;

import static java.util.Map.entry;

import java.util.Map;

/** The keys that were renamed. An old key aborts startup, because its value would be ignored. */
final class RenamedKeys {
    /** Old key to new key, in property form. */
    static final Map<String, String> NEW_KEYS = Map.ofEntries(
            entry("roomscribe.fishjam.liveness-limit", "roomscribe.fishjam.keep-alive-timeout"),
            entry("roomscribe.recognition.longest-queue", "roomscribe.recognition.max-queue"),
            entry("roomscribe.recognition.decoder-age", "roomscribe.recognition.decoder-max-age"),
            entry("roomscribe.recognition.worker.start-within", "roomscribe.recognition.worker.startup-timeout"),
            entry("roomscribe.recognition.worker.stall", "roomscribe.recognition.worker.hang-timeout"),
            entry("roomscribe.recognition.worker.age", "roomscribe.recognition.worker.max-age"),
            entry("roomscribe.recognition.worker.growth", "roomscribe.recognition.worker.max-growth"),
            entry("roomscribe.session.flush-after", "roomscribe.session.flush-timeout"),
            entry("roomscribe.session.look-interval", "roomscribe.session.poll-interval"),
            entry("roomscribe.session.reconnect-within", "roomscribe.session.reconnect-timeout"),
            entry("roomscribe.session.end-within", "roomscribe.session.shutdown-timeout"),
            entry("roomscribe.transcript.max-lag", "roomscribe.transcript.max-subscriber-lag"),
            entry("roomscribe.transcript.heartbeat", "roomscribe.transcript.heartbeat-interval"),
            entry("roomscribe.transcript.retry", "roomscribe.transcript.reconnect-delay"),
            entry("roomscribe.webhook.hosts", "roomscribe.webhook.allowed-hosts"),
            entry("roomscribe.webhook.timeout", "roomscribe.webhook.request-timeout"),
            entry("roomscribe.webhook.give-up-after", "roomscribe.webhook.retry-timeout"));

    private RenamedKeys() {}
}
