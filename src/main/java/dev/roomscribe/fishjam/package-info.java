/** A client of Fishjam: rooms and peers over REST, and the agent socket that delivers what they say. */
@NullMarked
package dev.roomscribe.fishjam;

import org.jspecify.annotations.NullMarked;
