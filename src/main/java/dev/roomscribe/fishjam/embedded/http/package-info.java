/** The REST API of an embedded Fishjam, and the API that injects faults. */
@NullMarked
package dev.roomscribe.fishjam.embedded.http;

import org.jspecify.annotations.NullMarked;
