/** Transcripts in Redis: one stream per room, which one node appends to and all nodes follow. */
@NullMarked
package dev.roomscribe.cluster.redis.log.spool;

import org.jspecify.annotations.NullMarked;
