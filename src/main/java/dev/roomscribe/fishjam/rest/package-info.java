/** Calls of Fishjam's REST API: requests, retries and the decoding of responses. */
@NullMarked
package dev.roomscribe.fishjam.rest;

import org.jspecify.annotations.NullMarked;
