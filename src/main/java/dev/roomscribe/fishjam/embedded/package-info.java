/**
 * A Fishjam server for development, tests and load: it serves HTTP and WebSocket on a real port as the real one does,
 * and its rooms contain peers that talk.
 */
@NullMarked
package dev.roomscribe.fishjam.embedded;

import org.jspecify.annotations.NullMarked;
