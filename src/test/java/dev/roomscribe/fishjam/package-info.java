@NullMarked
package dev.roomscribe.fishjam;

import org.jspecify.annotations.NullMarked;
