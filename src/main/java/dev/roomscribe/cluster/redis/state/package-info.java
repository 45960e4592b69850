/** What all nodes know or count together, in Redis. */
@NullMarked
package dev.roomscribe.cluster.redis.state;

import org.jspecify.annotations.NullMarked;
