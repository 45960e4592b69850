/** Fishjam's notifications of peers and tracks, received over a WebSocket or as signed webhooks. */
@NullMarked
package dev.roomscribe.fishjam.notification;

import org.jspecify.annotations.NullMarked;
