/** A WebSocket to Fishjam, from connecting and authenticating to its close, for any protocol spoken on it. */
@NullMarked
package dev.roomscribe.fishjam.socket;

import org.jspecify.annotations.NullMarked;
