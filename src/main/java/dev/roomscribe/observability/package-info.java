/** Every meter's name and labels, and the health checks: what operators watch, in one place. */
@NullMarked
package dev.roomscribe.observability;

import org.jspecify.annotations.NullMarked;
