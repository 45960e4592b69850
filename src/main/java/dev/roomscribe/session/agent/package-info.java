/** The session's agent in the room: creates it, keeps it connected, plays the announcement, and deletes it. */
@NullMarked
package dev.roomscribe.session.agent;

import org.jspecify.annotations.NullMarked;
