@NullMarked
package dev.roomscribe.fishjam.embedded;

import org.jspecify.annotations.NullMarked;
