/** The names, the labels and the recording of all metrics, and the health checks. */
@NullMarked
package dev.roomscribe.observability;

import org.jspecify.annotations.NullMarked;
