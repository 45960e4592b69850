/** Small files that only the service may read and that are replaced as a whole. */
@NullMarked
package dev.roomscribe.storage;

import org.jspecify.annotations.NullMarked;
