/** The delivery of room notifications to WebSockets and webhooks, as Fishjam does it. */
@NullMarked
package dev.roomscribe.fishjam.embedded.notification;

import org.jspecify.annotations.NullMarked;
