/** A Fishjam in virtual time: people that speak, the network between them and the service, REST calls, notifications. */
package dev.roomscribe.simulation.fishjam;
