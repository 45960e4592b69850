/** A model of Redis in virtual time, which runs the real Lua scripts, and the links of nodes to it, with their faults. */
package dev.roomscribe.simulation.redis;
