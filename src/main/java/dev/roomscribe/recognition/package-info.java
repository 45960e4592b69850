/** Speech recognition as its users see it: an engine, its streams, and the utterances they produce. */
@NullMarked
package dev.roomscribe.recognition;

import org.jspecify.annotations.NullMarked;
