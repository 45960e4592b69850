/** Files that only the service may read: small ones that are replaced as a whole, and temporary ones. */
@NullMarked
package dev.roomscribe.storage;

import org.jspecify.annotations.NullMarked;
