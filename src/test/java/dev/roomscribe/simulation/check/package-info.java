/** What must hold after every simulation. */
package dev.roomscribe.simulation.check;
