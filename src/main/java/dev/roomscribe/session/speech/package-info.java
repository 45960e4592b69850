/** Turns a track's audio into the caption events of a session. */
@NullMarked
package dev.roomscribe.session.speech;

import org.jspecify.annotations.NullMarked;
