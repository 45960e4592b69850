/** What was said: caption events, the log that keeps them, the subscribers that read along, and the files to take away. */
@NullMarked
package dev.roomscribe.transcript;

import org.jspecify.annotations.NullMarked;
