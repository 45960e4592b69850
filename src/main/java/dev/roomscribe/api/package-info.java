/** The HTTP surface: sessions, captions over SSE, transcripts, and problems in plain words. */
@NullMarked
package dev.roomscribe.api;

import org.jspecify.annotations.NullMarked;
