/** API keys: their form, their storage as hashes, and changes of the stored keys while the service runs. */
@NullMarked
package dev.roomscribe.security.key;

import org.jspecify.annotations.NullMarked;
