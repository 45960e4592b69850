package dev.roomscribe.app;

import io.quarkus.runtime.LaunchMode;
import io.quarkus.runtime.Quarkus;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import org.jspecify.annotations.Nullable;

/**
 * Handles SIGTERM by a shutdown with exit code 0. By default the JVM exits with 143 after its shutdown hooks, which
 * supervisors report as a failure.
 */
final class SigtermHandler {
    private static final System.Logger LOG = System.getLogger(SigtermHandler.class.getName());

    private SigtermHandler() {}

    /**
     * Does nothing in tests and in dev mode, which have their own shutdown.
     *
     * @param onSignal called on a thread of the JVM before the shutdown begins
     */
    static void install(Runnable onSignal) {
        if (LaunchMode.current() == LaunchMode.NORMAL) {
            handle(() -> {
                onSignal.run();
                Quarkus.asyncExit(0);
            });
        }
    }

    /**
     * Uses reflection, because the compiler warns at every use of {@code sun.misc.Signal}, and the warning cannot be
     * suppressed.
     */
    private static void handle(Runnable shutdown) {
        InvocationHandler invocation = (proxy, method, arguments) -> {
            if (method.getName().equals("handle")) {
                shutdown.run();
                return null;
            }
            return objectMethod(proxy, method.getName(), arguments);
        };
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            Object proxy = Proxy.newProxyInstance(handler.getClassLoader(), new Class<?>[] {handler}, invocation);
            signal.getMethod("handle", signal, handler)
                    .invoke(null, signal.getConstructor(String.class).newInstance("TERM"), proxy);
        } catch (ReflectiveOperationException | IllegalArgumentException e) {
            LOG.log(
                    System.Logger.Level.DEBUG,
                    "SIGTERM cannot be handled, the exit code will be 143: {0}",
                    e.toString());
        }
    }

    private static Object objectMethod(Object proxy, String method, Object @Nullable [] arguments) {
        return switch (method) {
            case "equals" -> arguments != null && proxy == arguments[0];
            case "hashCode" -> System.identityHashCode(proxy);
            default -> "SIGTERM handler";
        };
    }
}
