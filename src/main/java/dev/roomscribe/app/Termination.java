package dev.roomscribe.app;

import io.quarkus.runtime.LaunchMode;
import io.quarkus.runtime.Quarkus;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import org.jspecify.annotations.Nullable;

/**
 * Makes SIGTERM an ordinary end. Left to itself, the JVM runs its shutdown hooks and then exits with 143, which whoever
 * watches the process takes for a failure.
 */
final class Termination {
    private static final System.Logger LOG = System.getLogger(Termination.class.getName());

    private Termination() {}

    /** Applies to the packaged service alone; tests and dev mode end their own way. */
    static void isOrdinary() {
        if (LaunchMode.current() == LaunchMode.NORMAL) {
            onSigterm(() -> Quarkus.asyncExit(0));
        }
    }

    /** By reflection, because the compiler warns of the class wherever it is named, and cannot be told not to. */
    private static void onSigterm(Runnable end) {
        InvocationHandler handle = (proxy, method, arguments) -> {
            if (method.getName().equals("handle")) {
                end.run();
                return null;
            }
            return ofObject(proxy, method.getName(), arguments);
        };
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            Object handling = Proxy.newProxyInstance(handler.getClassLoader(), new Class<?>[] {handler}, handle);
            signal.getMethod("handle", signal, handler)
                    .invoke(null, signal.getConstructor(String.class).newInstance("TERM"), handling);
        } catch (ReflectiveOperationException | IllegalArgumentException e) {
            LOG.log(System.Logger.Level.DEBUG, "SIGTERM will end with 143: {0}", e.toString());
        }
    }

    private static Object ofObject(Object proxy, String method, Object @Nullable [] arguments) {
        return switch (method) {
            case "equals" -> arguments != null && proxy == arguments[0];
            case "hashCode" -> System.identityHashCode(proxy);
            default -> "SIGTERM";
        };
    }
}
