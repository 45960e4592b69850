package dev.roomscribe.transcript.live;

import java.time.Duration;

/**
 * The limits for subscribers.
 *
 * @param maxLag how many events may be appended while a subscriber processes one, before it is evicted
 * @param maxPerRoom the maximum number of subscribers of a room
 * @param retry the delay after which a client may reconnect, if it was evicted or the server stops
 */
public record SubscriberLimits(int maxLag, int maxPerRoom, Duration retry) {}
