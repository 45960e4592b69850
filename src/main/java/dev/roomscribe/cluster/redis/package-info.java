/** Shared state of several nodes, in Redis 6.2 or later. Needs neither Fishjam nor HTTP. */
@NullMarked
package dev.roomscribe.cluster.redis;

import org.jspecify.annotations.NullMarked;
