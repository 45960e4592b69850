package dev.roomscribe.observability;

/**
 * The name of every meter, and the keys of their tags. {@code docs/metrics.md} lists them as Prometheus shows them: with
 * underscores, the unit, and {@code _total} after counters. Every tag has a fixed set of values.
 */
final class MetricNames {
    /** Gauge: rooms that are being transcribed. */
    static final String SESSIONS = "roomscribe.sessions.active";

    /** Gauge: sessions of an earlier process that have not joined their rooms yet. */
    static final String RESUMING = "roomscribe.sessions.resuming";

    /** Gauge, in streams: capacity reserved for the people of sessions whose speech is not measured yet. */
    static final String RESERVED = "roomscribe.sessions.reserved";

    /** Counter, by {@link #REASON}: starts of sessions that failed. */
    static final String FAILED_STARTS = "roomscribe.sessions.starts.failed";

    /** Gauge: tracks that are being recognized. */
    static final String STREAMS = "roomscribe.recognition.streams.active";
    /** Gauge, in streams: how many tracks can speak at the same time and be recognized in real time. */
    static final String CAPACITY = "roomscribe.recognition.capacity";
    /** Gauge, in streams: how many tracks spoke at the same time in the last seconds, on average. */
    static final String DEMAND = "roomscribe.recognition.demand";
    /** Gauge, 0 to 1: the share of the processor time for decoding that is in use; the value to scale by. */
    static final String UTILIZATION = "roomscribe.recognition.utilization";
    /** Gauge, in seconds: the audio of all tracks that waits for a decoder. */
    static final String QUEUED_AUDIO = "roomscribe.recognition.queued.audio";
    /** Gauge, in seconds: how long the oldest audio in any queue has been waiting. */
    static final String LAG = "roomscribe.recognition.lag";
    /** Timer: how long a batch of audio waited for a decoding thread. */
    static final String QUEUE_DELAY = "roomscribe.recognition.queue.delay";
    /** Counter, in seconds: audio decoded. */
    static final String AUDIO = "roomscribe.recognition.audio";
    /** Counter, in seconds: processor time that decoding took. */
    static final String CPU = "roomscribe.recognition.cpu";

    /** Counter, by {@link #REASON}: worker processes that have ended. */
    static final String WORKER_EXITS = "roomscribe.recognition.worker.exits";
    /** Gauge, in bytes: the memory of all worker processes. */
    static final String WORKER_MEMORY = "roomscribe.recognition.worker.memory";

    /** Counter: partials published. */
    static final String PARTIALS = "roomscribe.transcript.partials";
    /** Counter: finals published. */
    static final String FINALS = "roomscribe.transcript.finals";
    /** Timer: from the end of an utterance's last word to the publication of its final. */
    static final String FINAL_LATENCY = "roomscribe.transcript.final.latency";
    /** Counter, by {@link #REASON}: gaps published. */
    static final String GAPS = "roomscribe.transcript.gaps";
    /** Counter: seconds of audio that the service cannot account for. */
    static final String AUDIO_UNACCOUNTED = "roomscribe.audio.unaccounted";
    /** Gauge: open caption streams; webhooks are not included. */
    static final String SUBSCRIBERS = "roomscribe.transcript.subscribers";
    /** Counter: subscriptions that were still open after their connection, and were then closed. */
    static final String SUBSCRIPTIONS_ABANDONED = "roomscribe.transcript.subscriptions.abandoned";
    /** Gauge: events whose write to disk failed and is being retried. */
    static final String EVENTS_UNWRITTEN = "roomscribe.transcript.events.unwritten";
    /** Counter: events that were published but are in no log, because writing them failed for too long. */
    static final String EVENTS_LOST = "roomscribe.transcript.events.lost";

    /** Gauge: webhooks with events to deliver, now or later. */
    static final String WEBHOOKS = "roomscribe.webhooks.active";
    /** Counter: events that a receiver has accepted. */
    static final String WEBHOOK_EVENTS_DELIVERED = "roomscribe.webhook.events.delivered";
    /** Counter: events that will never be delivered. */
    static final String WEBHOOK_EVENTS_DROPPED = "roomscribe.webhook.events.dropped";
    /** Counter: failed delivery attempts that were followed by another. */
    static final String WEBHOOK_RETRIES = "roomscribe.webhook.retries";
    /** Gauge, in seconds: the longest time for which all deliveries of one webhook have been failing. */
    static final String WEBHOOK_FAILING = "roomscribe.webhook.failing";

    /** Gauge, 0 or 1: whether Redis can be reached. In a cluster only, as the meters that follow. */
    static final String REDIS_CONNECTED = "roomscribe.cluster.redis.connected";
    /** Gauge, 0 or 1: whether Redis has not answered for longer than the lease time, so that others may take the rooms. */
    static final String ISOLATED = "roomscribe.cluster.isolated";
    /** Gauge: rooms that this node has a lease on. */
    static final String LEASES = "roomscribe.cluster.leases";
    /** Gauge, in seconds: by how much this node's clock is ahead of that of Redis; NaN before it is known. */
    static final String CLOCK_OFFSET = "roomscribe.cluster.clock.offset";
    /** Timer: sessions that were continued here, from the lease until their agents received audio. */
    static final String TAKEOVERS = "roomscribe.cluster.takeovers";
    /** Counter, by {@link #OUTCOME}: calls of other nodes. */
    static final String NODE_CALLS = "roomscribe.cluster.calls";

    /** Tag: the {@code CallOutcome}, in lower case. */
    static final String OUTCOME = "outcome";

    /** Gauge: open connections of the server for clients. */
    static final String CONNECTIONS = "roomscribe.http.connections.active";
    /** Counter: connections that were closed at once because there were too many. */
    static final String CONNECTIONS_REFUSED = "roomscribe.http.connections.refused";
    /** Counter, by {@link #LIMIT}: requests that were refused because their address had used its limit. */
    static final String REQUESTS_LIMITED = "roomscribe.http.requests.limited";

    /** Tag: the {@code LimitedAction}, in lower case. */
    static final String LIMIT = "limit";

    /**
     * Tag, in lower case: the {@code GapReason} of a gap, the {@code WorkerObserver.ExitReason} of a process, or one of the
     * reasons of {@code SessionException}.
     */
    static final String REASON = "reason";

    static final String BYTES = "bytes";
    static final String RATIO = "ratio";
    static final String STREAMS_UNIT = "streams";
    static final String SECONDS = "seconds";

    private MetricNames() {}
}
