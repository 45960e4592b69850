/** A file system in memory that fails on command and survives the end of the simulated process. */
package dev.roomscribe.simulation.disk;
