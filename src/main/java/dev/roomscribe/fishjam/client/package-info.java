/** The client of one Fishjam, which combines REST calls, agent sockets and notifications. */
@NullMarked
package dev.roomscribe.fishjam.client;

import org.jspecify.annotations.NullMarked;
