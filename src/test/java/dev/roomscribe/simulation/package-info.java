/**
 * Random schedules of what can happen to a session, run in virtual time with the classes of the service. Only the clock,
 * Fishjam, the disk and the decoders are replaced.
 */
package dev.roomscribe.simulation;
