/** What should run, and which process runs it: session records and the leases on rooms. */
@NullMarked
package dev.roomscribe.cluster;

import org.jspecify.annotations.NullMarked;
