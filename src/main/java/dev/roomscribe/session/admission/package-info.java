/** Decides how many sessions run at the same time, by their number and by the capacity of recognition. */
@NullMarked
package dev.roomscribe.session.admission;

import org.jspecify.annotations.NullMarked;
