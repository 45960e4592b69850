/**
 * PCM samples, the timeline that maps a sample to its wall-clock time, and the gate that separates speech from
 * silence.
 */
@NullMarked
package dev.roomscribe.audio;

import org.jspecify.annotations.NullMarked;
