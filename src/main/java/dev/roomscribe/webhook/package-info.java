/** Outgoing webhooks: delivers a session's caption events to the URL of its start request, signed, in order, at least once. */
@NullMarked
package dev.roomscribe.webhook;

import org.jspecify.annotations.NullMarked;
