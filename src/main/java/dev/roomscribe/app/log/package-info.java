/** What every line of the log passes: text from the network cannot end a line or hide a part of it. */
@NullMarked
package dev.roomscribe.app.log;

import org.jspecify.annotations.NullMarked;
