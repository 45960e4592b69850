/** Speech recognition: the engine, its streams, and the utterances that they produce. */
@NullMarked
package dev.roomscribe.recognition;

import org.jspecify.annotations.NullMarked;
