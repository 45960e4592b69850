/** The service in a simulated process, and the readers of its captions. */
package dev.roomscribe.simulation.service;
