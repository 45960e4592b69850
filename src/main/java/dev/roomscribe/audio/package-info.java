/** Sound as it arrives from a track: bytes to samples, every sample's place on the room's clock, and what is speech. */
@NullMarked
package dev.roomscribe.audio;

import org.jspecify.annotations.NullMarked;
