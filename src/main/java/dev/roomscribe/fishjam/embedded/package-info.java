/**
 * A Fishjam of our own for development, tests and load: it is reached over HTTP and WebSocket on a real port like the
 * real one, and has people in its rooms who talk.
 */
@NullMarked
package dev.roomscribe.fishjam.embedded;

import org.jspecify.annotations.NullMarked;
