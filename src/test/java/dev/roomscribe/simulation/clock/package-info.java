/** Time, threads and event loops in virtual time. */
package dev.roomscribe.simulation.clock;
