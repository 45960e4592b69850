/** The client of one Fishjam: REST calls, agent sockets and notifications behind one class. */
@NullMarked
package dev.roomscribe.fishjam.client;

import org.jspecify.annotations.NullMarked;
