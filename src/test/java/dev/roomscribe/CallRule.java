package dev.roomscribe;

import static dev.roomscribe.ArchitectureTest.CLASSES;
import static dev.roomscribe.ArchitectureTest.isBelow;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import io.vertx.core.Context;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Instant;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Methods and fields of libraries that the main code uses in one place only, or not at all. */
interface CallRule {
    /** Its futures complete also if a task throws or the event loop has ended; a bare {@code runOnContext} leaves them open. */
    @Test
    default void onlyTheEventLoopSubmitsTasksToAContext() {
        assertThat(CLASSES.stream()
                        .filter(type -> type.getMethodCallsFromSelf().stream()
                                .anyMatch(call -> call.getTargetOwner().isAssignableTo(Context.class)
                                        && Set.of("runOnContext", "executeBlocking", "emit", "dispatch")
                                                .contains(call.getTarget().getName())))
                        .map(JavaClass::getSimpleName))
                .containsExactly("VertxEventLoop");
    }

    @Test
    default void timeIsInjectedAndNothingSleepsOrPrints() {
        assertThat(CLASSES)
                .flatExtracting(JavaClass::getFields)
                .noneMatch(field -> field.isAnnotatedWith(Inject.class));
        assertThat(callers(call -> isCall(call, Thread.class, "sleep"))).isEmpty();
        assertThat(callers(call -> isCall(call, Instant.class, "now")
                        && call.getTarget().getRawParameterTypes().isEmpty()))
                .isEmpty();
        assertThat(callers(call -> isCall(call, Clock.class, "systemUTC")))
                .noneMatch(
                        name -> isBelow(name, "audio") || isBelow(name, "transcript") || isBelow(name, "recognition"));
        // Commands: the load target prints the URL that it serves, and new-key prints a key.
        assertThat(CLASSES.stream()
                        .filter(type -> type.getFieldAccessesFromSelf().stream()
                                .anyMatch(access -> access.getTargetOwner().isEquivalentTo(System.class)
                                        && access.getTarget().getName().equals("out")))
                        .map(JavaClass::getSimpleName))
                .containsExactlyInAnyOrder("LoadTarget", "Main");
    }

    private static boolean isCall(JavaMethodCall call, Class<?> owner, String method) {
        return call.getTargetOwner().isEquivalentTo(owner)
                && call.getTarget().getName().equals(method);
    }

    private static Set<String> callers(Predicate<JavaMethodCall> calls) {
        return CLASSES.stream()
                .filter(type -> type.getMethodCallsFromSelf().stream().anyMatch(calls))
                .map(ArchitectureTest::nameOfPackage)
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
