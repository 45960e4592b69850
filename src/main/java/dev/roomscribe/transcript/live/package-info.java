/** Delivers caption events to subscribers: snapshot, replay, new events and limits. */
@NullMarked
package dev.roomscribe.transcript.live;

import org.jspecify.annotations.NullMarked;
