/** The agent's WebSocket: receives the audio of a room's tracks and publishes the agent's own tracks. */
@NullMarked
package dev.roomscribe.fishjam.agent;

import org.jspecify.annotations.NullMarked;
