package dev.roomscribe.transcript.live;

import java.time.Duration;

/**
 * What subscribers may take.
 *
 * @param maxLag how many events may be appended while a subscriber reads one, before it is cut
 * @param maxPerRoom how many subscribers a room may have
 * @param retry when a client that is cut, or whose server stops, may come back
 */
public record SubscriberLimits(int maxLag, int maxPerRoom, Duration retry) {}
