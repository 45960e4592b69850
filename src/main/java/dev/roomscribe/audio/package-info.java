/** Sound as it arrives from a track: bytes to samples, and every sample's place on the room's clock. */
@NullMarked
package dev.roomscribe.audio;

import org.jspecify.annotations.NullMarked;
