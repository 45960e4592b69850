/** The agent's WebSocket: receives the audio of a room's tracks and sends the agent's own. */
@NullMarked
package dev.roomscribe.fishjam.agent;

import org.jspecify.annotations.NullMarked;
