/** Session records of a single process: in files, or in memory. */
@NullMarked
package dev.roomscribe.cluster.local;

import org.jspecify.annotations.NullMarked;
