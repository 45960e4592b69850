/** The names and labels of all meters, and the health checks. */
@NullMarked
package dev.roomscribe.observability;

import org.jspecify.annotations.NullMarked;
