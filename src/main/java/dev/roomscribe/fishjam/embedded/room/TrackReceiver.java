package dev.roomscribe.fishjam.embedded.room;

/**
 * An agent that receives a track.
 *
 * @param sampleRate the rate of the audio it receives, in Hz: 16000 or 24000
 */
record TrackReceiver(AgentConnection connection, int sampleRate) {}
