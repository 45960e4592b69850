/** Calls for sessions that run on any node: finds the node, chooses one for a new session, and calls it. */
@NullMarked
package dev.roomscribe.session.routing;

import org.jspecify.annotations.NullMarked;
