/** One room's transcription from start to end, and the service around all of them. */
@NullMarked
package dev.roomscribe.session;

import org.jspecify.annotations.NullMarked;
