/** Words that a decoder recognizes from the samples themselves, and that decoder. */
package dev.roomscribe.simulation.sound;
