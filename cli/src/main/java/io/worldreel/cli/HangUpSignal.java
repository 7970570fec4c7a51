package io.worldreel.cli;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;

/**
 * SIGHUP: which a service manager sends to say "read your configuration again". The JDK's only way to it is {@code sun.misc.Signal},
 * of which javac warns in a way that nothing suppresses: hence found by its name.
 */
final class HangUpSignal {
    private HangUpSignal() {}

    /**
     * @param action called by a thread of its own whenever the signal comes
     * @return false if this JVM or system knows no such signal
     */
    @SuppressWarnings("ReferenceEquality") // a proxy is itself and no other
    static boolean handle(Runnable action) {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            Object proxy = Proxy.newProxyInstance(HangUpSignal.class.getClassLoader(), new Class<?>[]{ handler },
                    (self, method, arguments) -> switch (method.getName()) {
                        case "handle" -> {
                            action.run();
                            yield null;
                        }
                        case "hashCode" -> System.identityHashCode(self);
                        case "equals" -> self == arguments[0];
                        default -> "reads the configuration again";
                    });
            signal.getMethod("handle", signal, handler).invoke(null,
                    signal.getConstructor(String.class).newInstance("HUP"),
                    proxy);
            return true;
        } catch (ClassNotFoundException | NoSuchMethodException | IllegalAccessException | InstantiationException
                | InvocationTargetException notHere) {
            return false;
        }
    }
}
