/** The faults that a test can inject into an embedded Fishjam. */
@NullMarked
package dev.roomscribe.fishjam.embedded.fault;

import org.jspecify.annotations.NullMarked;
