/** The agents' WebSockets, as Fishjam serves them. */
@NullMarked
package dev.roomscribe.fishjam.embedded.agent;

import org.jspecify.annotations.NullMarked;
