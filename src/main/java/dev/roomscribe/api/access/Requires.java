package dev.roomscribe.api.access;

import dev.roomscribe.security.access.Scope;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Names the scopes that a method of a resource needs. If the path has a parameter {@code roomId}, the caller must have them in
 * that room. A method with neither this annotation nor {@link Public} is refused for every caller.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface Requires {
    /** The scopes; at least one. The caller needs all of them. */
    Scope[] value();

    /** What the method reports about a room that does not exist, and therefore about one that the caller cannot see. */
    Absence absence() default Absence.NO_ROOM;
}
